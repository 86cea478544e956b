import { silentLog, type Log } from '#libs/observability';
import { KafkaUnavailableError } from './support/embedded-kafka.errors.js';
import { containerSource } from './sources/container.source.js';
import { embeddedSource } from './sources/embedded.source.js';
import { externalSource } from './sources/external.source.js';
import type { KafkaSource, RunningKafka, SourceContext } from './sources/kafka-source.port.js';

interface StartKafkaOptions {
  /** Default: the process's own. Read: TEST_KAFKA_BROKERS, DOCKER_HOST, XDG_RUNTIME_DIR, JAVA_HOME. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told, at info, what takes time, and at warn, what was tried in vain. */
  readonly log?: Log;
  readonly signal?: AbortSignal;
}

/**
 * A broker from the first source that has one: TEST_KAFKA_BROKERS, a container engine, Apache
 * Kafka's own jars.
 * @throws KafkaUnavailableError, with the ways out, if none has.
 */
export const startKafka = (options: StartKafkaOptions = {}): Promise<RunningKafka> => {
  const { env = process.env, log = silentLog, signal = new AbortController().signal } = options;
  return firstOf([externalSource, containerSource, embeddedSource], { env, log, signal });
};

export const firstOf = async (
  sources: readonly KafkaSource[],
  context: SourceContext,
): Promise<RunningKafka> => {
  const started = performance.now();
  const reasons: string[] = [];
  for (const source of sources) {
    context.signal.throwIfAborted();
    const offer = await source(context);
    if (offer.kind === 'running') {
      const { kind, brokers } = offer.kafka;
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      context.log.info({ kind, brokers }, `Kafka is ready after ${seconds} s (${kind}, ${brokers.join()})`);
      return offer.kafka;
    }
    reasons.push(offer.reason);
  }
  throw new KafkaUnavailableError(
    `There is no Kafka to use: ${sentenceList(reasons)}; set TEST_KAFKA_BROKERS to a broker's host:port, start Docker, or install Java 17 and Maven.`,
  );
};

const sentenceList = (clauses: readonly string[]): string => {
  const [last = '', ...others] = clauses.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
};
