import { Kafka, logLevel } from 'kafkajs';

import type { Log } from '#libs/observability';

import { registerCodecs } from './codecs-of-kafkajs.js';
import { applyFixes } from './fixes.js';
import { kafkaLogCreator } from './kafka-log.js';
import { saslOptions, socketFactory, tlsOptions } from './security.js';
import type { KafkaSettings } from './settings.js';

export interface KafkaClientOptions {
  readonly log: Log;
  /**
   * How often kafkajs itself tries again before it gives up. The membership wants ~200: then no connection loss
   * becomes a CRASH, which would cost the member id. Default 8.
   */
  readonly retries?: number;
  /** Upper bound of the wait for any one answer. Default 10,000 ms. */
  readonly requestTimeoutMs?: number;
}

export const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 3_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 1_000;

/** A kafkajs client with the fixes in force, all codecs, our log and bounded waits. */
export function createKafka(settings: KafkaSettings, options: KafkaClientOptions): Kafka {
  applyFixes();
  registerCodecs();
  return new Kafka({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    retry: {
      initialRetryTime: FIRST_RETRY_MS,
      maxRetryTime: LONGEST_RETRY_MS,
      retries: options.retries ?? 8,
    },
    socketFactory,
    logLevel: logLevel.INFO,
    logCreator: kafkaLogCreator(options.log),
    ...(settings.ssl && { ssl: tlsOptions(settings.ssl) }),
    ...(settings.sasl && { sasl: saslOptions(settings.sasl) }),
  });
}
