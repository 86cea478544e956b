import type { Log } from '#libs/observability';

import type { LaneRecord } from '../ports/lane-record.js';
import type { KafkaSettings } from './settings.js';

export interface ReaderOptions {
  readonly topics: readonly string[];
  /** A map says it by `${topic}/${partition}`; partitions that it does not name start at the earliest. */
  readonly from: 'earliest' | 'latest' | ReadonlyMap<string, bigint>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

export interface RangeOptions {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** Exclusive. */
  readonly until: bigint;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Follows topics for ever, read_committed, until the signal ends it (it then just ends). In order per partition.
 * Unlike a consumer of kafkajs it never shows an aborted record and never sticks at a compacted one.
 */
export async function* openReader(
  _settings: KafkaSettings,
  _options: ReaderOptions,
): AsyncGenerator<LaneRecord, void, undefined> {
  throw new Error('not there yet');
}

/** The committed records of [from, until) of one partition; ends by itself. */
export async function* readRange(
  _settings: KafkaSettings,
  _options: RangeOptions,
): AsyncGenerator<LaneRecord, void, undefined> {
  throw new Error('not there yet');
}
