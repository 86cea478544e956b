import type { Kafka } from 'kafkajs';

import type { Log } from '#libs/observability';

import type { KafkaSettings } from './settings.js';

export interface KafkaClientOptions {
  readonly log: Log;
  /** How often kafkajs itself tries again before it gives up; the membership wants ~200 (see `docs/decisions`). Default 8. */
  readonly retries?: number;
  /** Upper bound of the wait for any one answer. Default 12,000 ms. */
  readonly requestTimeoutMs?: number;
}

/** A kafkajs client with the fixes in force, our log and bounded waits. */
export function createKafka(_settings: KafkaSettings, _options: KafkaClientOptions): Kafka {
  throw new Error('not there yet');
}
