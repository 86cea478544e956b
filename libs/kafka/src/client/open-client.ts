import { retry, RetryPolicy } from '#libs/async';
import type { KafkaSettings } from '../kafkajs/settings.js';
import { KafkaClient, type ConnectOptions } from './kafka-client.js';
import { KafkaError } from './kafka.errors.js';

export interface OpenOptions extends ConnectOptions {
  /** How often it is tried to connect. Absent: until a broker answers, or the signal ends it. */
  readonly retry?: RetryPolicy;
  /** Told why a try failed, before the next one. Absent: it is logged. */
  readonly onWaiting?: (why: KafkaError) => void;
  readonly signal?: AbortSignal;
}

const UNTIL_KAFKA_ANSWERS = new RetryPolicy({ firstMs: 100, mostMs: 2_000 });

/**
 * Connects, and tries again where that may help. Rejects with the KafkaError of the
 * last try, at once where trying again cannot help (credentials, TLS, broker too old);
 * and with signal.reason.
 */
export async function openClient(settings: KafkaSettings, options: OpenOptions): Promise<KafkaClient> {
  const { log, signal, retry: policy = UNTIL_KAFKA_ANSWERS } = options;
  const logWhy = ({ code, message }: KafkaError): void => log.warn({ code }, `Waiting for Kafka: ${message}`);
  const onWaiting = options.onWaiting ?? logWhy;
  return retry(policy, () => KafkaClient.connect(settings, options), {
    ...(signal && { signal }),
    mayRetry: (error) => error instanceof KafkaError && !error.isPermanent,
    onWaiting: (error) => onWaiting(error as KafkaError),
  });
}
