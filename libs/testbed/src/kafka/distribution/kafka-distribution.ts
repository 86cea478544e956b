import type { Log } from '#libs/observability';
import { findJava } from './java.js';
import { provideJars } from './kafka-jars.js';
import { repositoryPaths } from './repository.js';

/** All that is needed to run Kafka's own programs. */
export interface KafkaDistribution {
  readonly java: string;
  readonly classpath: string;
  readonly jarFolder: string;
  readonly log4jConfiguration: string;
}

export type DistributionSearch =
  | { readonly kind: 'ready'; readonly distribution: KafkaDistribution }
  /** A clause for the middle of a sentence: "Java 17 or newer is not installed". */
  | { readonly kind: 'missing'; readonly reason: string };

export interface PrepareContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Finds Java and the jars, fetching the latter once. Rejects only with the signal's reason, or where the disk fails. */
export const prepareDistribution = async (context: PrepareContext): Promise<DistributionSearch> => {
  if (process.platform === 'win32') {
    return { kind: 'missing', reason: 'Apache Kafka’s jars are run on Linux and macOS only' };
  }
  const java = await findJava(context.env, context.signal);
  if (java.kind === 'missing') {
    return java;
  }
  const paths = repositoryPaths();
  const jars = await provideJars(paths, context);
  if (jars.kind === 'missing') {
    return jars;
  }
  return {
    kind: 'ready',
    distribution: {
      java: java.command,
      // The JVM expands it, as long as no shell does.
      classpath: `${jars.folder}/*`,
      jarFolder: jars.folder,
      log4jConfiguration: paths.log4jConfiguration,
    },
  };
};
