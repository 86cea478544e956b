import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#libs/observability';
import { KAFKA_VERSION } from '../kafka-version.js';
import type { RepositoryPaths } from './repository.js';
import { runTool, type ToolResult } from './run-tool.js';
import { StagingFolder } from './staging-folder.js';

export type JarSearch =
  | { readonly kind: 'found'; readonly folder: string }
  /** A clause for the middle of a sentence. */
  | { readonly kind: 'missing'; readonly reason: string };

/** Where the jars of this version are. Another pom.xml is another folder: a change never mixes with what is there. */
export const jarFolder = async (paths: RepositoryPaths): Promise<string> => {
  const pom = await readFile(paths.pom);
  const fingerprint = createHash('sha256').update(pom).digest('hex').slice(0, 8);
  return join(paths.cacheFolder, `jars-${KAFKA_VERSION}-${fingerprint}`);
};

/** The folder with Apache Kafka's jars, fetched by Maven (44 MB) if no run before did. */
export const provideJars = async (
  paths: RepositoryPaths,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<JarSearch> => {
  const folder = await jarFolder(paths);
  if (existsSync(folder)) {
    return { kind: 'found', folder };
  }

  log.info(
    { version: KAFKA_VERSION },
    `Fetching Apache Kafka ${KAFKA_VERSION} with Maven (44 MB, only once) …`,
  );
  await using staging = await StagingFolder.for(folder);
  const result = await runTool(
    'mvn',
    ['-B', '-q', '-f', paths.pom, 'dependency:copy-dependencies', `-DoutputDirectory=${staging.path}`],
    { signal },
  );
  if (result.kind !== 'ok') {
    return { kind: 'missing', reason: whyNoJars(result) };
  }
  await staging.publish();
  return { kind: 'found', folder };
};

export const whyNoJars = (result: Exclude<ToolResult, { kind: 'ok' }>): string => {
  if (result.kind === 'not-found') {
    return 'Maven, which fetches Apache Kafka’s jars, is not installed';
  }
  const line = result.output.split('\n').find((text) => text.includes('[ERROR]')) ?? '';
  const problem = line.replace(/^.*?\[ERROR\]\s*/, '').slice(0, 240);
  return `Maven could not fetch Apache Kafka’s jars (${problem === '' ? 'it gave no reason' : problem})`;
};
