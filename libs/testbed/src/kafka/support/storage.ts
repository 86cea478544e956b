import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaDistribution } from '../distribution/kafka-distribution.js';
import { runTool } from '../distribution/run-tool.js';
import { brokerProperties, toPropertiesFile } from './broker-properties.js';

const CHECKPOINT = 'bootstrap.checkpoint';

export interface ScramUser {
  readonly username: string;
  readonly password: string;
}

/** A Kafka uuid: base64url, and never with a dash in front, which the tools would take for an option. */
export const kafkaUuid = (): string => {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? kafkaUuid() : id;
};

/**
 * The first records of a cluster's metadata (feature levels, SCRAM users), as Kafka's own
 * StorageTool writes them. They name neither cluster nor node, so the file without users is kept
 * beside the jars: it spares every later start the 1.2 s that the tool takes.
 */
export const bootstrapCheckpoint = async (
  distribution: KafkaDistribution,
  users: readonly ScramUser[],
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<string> => {
  const kept = join(distribution.jarFolder, CHECKPOINT);
  if (users.length === 0 && existsSync(kept)) {
    return kept;
  }
  const scratch = await mkdtemp(join(folder, 'format-'));
  const properties = brokerProperties({
    nodeId: 1,
    dataFolder: scratch,
    voters: [{ nodeId: 1, port: 1 }],
    bindHost: '127.0.0.1',
    listeners: [{ name: 'PLAINTEXT', protocol: 'PLAINTEXT', port: 2 }],
  });
  const propertiesFile = join(scratch, 'server.properties');
  await writeFile(propertiesFile, toPropertiesFile(properties));
  const result = await runTool(
    distribution.java,
    [
      `-Dlog4j2.configurationFile=${distribution.log4jConfiguration}`,
      ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', distribution.classpath],
      ...['kafka.tools.StorageTool', 'format', '-t', kafkaUuid(), '-c', propertiesFile],
      ...users.flatMap(({ username, password }) =>
        ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
          '--add-scram',
          `${mechanism}=[name=${username},password=${password}]`,
        ]),
      ),
    ],
    { signal },
  );
  const checkpoint = join(scratch, CHECKPOINT);
  if (result.kind !== 'ok' || !existsSync(checkpoint)) {
    throw new Error(`Kafka's StorageTool failed: ${result.kind === 'not-found' ? 'no Java' : result.output}`);
  }
  if (users.length > 0) {
    return checkpoint;
  }
  // By a rename, because another process may be reading it.
  const fresh = join(distribution.jarFolder, `.${CHECKPOINT}-${kafkaUuid()}`);
  await copyFile(checkpoint, fresh);
  await rename(fresh, kept);
  await rm(scratch, { recursive: true });
  return kept;
};

/** Makes an empty folder the formatted storage of one node. */
export const formatStorage = async (
  dataFolder: string,
  node: { readonly clusterId: string; readonly nodeId: number; readonly checkpoint: string },
): Promise<void> => {
  await mkdir(dataFolder, { recursive: true });
  await copyFile(node.checkpoint, join(dataFolder, CHECKPOINT));
  await writeFile(
    join(dataFolder, 'meta.properties'),
    toPropertiesFile({
      version: '1',
      'cluster.id': node.clusterId,
      'node.id': String(node.nodeId),
      'directory.id': kafkaUuid(),
    }),
  );
};
