import type { Log } from '#libs/observability';

import type { KafkaSettings } from '../kafka/settings.js';
import type { PartitionAnswer, PartitionRead } from './partition-answer.js';

export interface KafkaWireOptions {
  readonly log: Log;
  /** Ends the waiting of `connect`. */
  readonly signal?: AbortSignal;
  /** Upper bound of the wait for any one answer. Default 12,000 ms. */
  readonly requestTimeoutMs?: number;
}

export type OffsetAt = 'earliest' | 'latest' | { readonly timestamp: number };

/**
 * The calls to Kafka that lanes need and kafkajs has no good form of. One object
 * serves fetch loops, restores and transactions alike: they use connections of
 * their own, so that a long poll delays no commit.
 */
export class KafkaWire {
  /** Resolves once a broker has answered; tries until the signal ends it. Rejects with WireError where trying again cannot help (credentials, TLS, broker too old). */
  static async connect(_settings: KafkaSettings, _options: KafkaWireOptions): Promise<KafkaWire> {
    throw new Error('not there yet');
  }

  /** Makes topics known, with a leader each. Rejects with WireError, e.g. UNKNOWN_TOPIC_OR_PARTITION or TOPIC_AUTHORIZATION_FAILED. */
  async addTopics(
    _topics: readonly string[],
    _options: { readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    throw new Error('not there yet');
  }

  nodes(): readonly number[] {
    throw new Error('not there yet');
  }

  /** -1 while unknown. */
  leaderOf(_topic: string, _partition: number): number {
    throw new Error('not there yet');
  }

  /** 0 while unknown. */
  partitionCount(_topic: string): number {
    throw new Error('not there yet');
  }

  /** Asks for metadata again: single flight, 150 ms apart, waits 1.5 s at most, never rejects. */
  async refresh(): Promise<void> {
    throw new Error('not there yet');
  }

  /** One fetch request to one node. Rejects with WireError where no answer came; an error of a partition is a value. */
  async fetch(
    _nodeId: number,
    _reads: readonly PartitionRead[],
    _limits: { readonly maxWaitMs: number; readonly maxBytes: number },
  ): Promise<readonly PartitionAnswer[]> {
    throw new Error('not there yet');
  }

  /**
   * Read-committed: `latest` is the last stable offset. A timestamp gives the first offset with that time or a
   * later one, or `latest` where there is none. Follows the leader within a budget; rejects with WireError.
   */
  async listOffset(_topic: string, _partition: number, _at: OffsetAt): Promise<bigint> {
    throw new Error('not there yet');
  }

  /** Never rejects. */
  async close(): Promise<void> {
    throw new Error('not there yet');
  }
}
