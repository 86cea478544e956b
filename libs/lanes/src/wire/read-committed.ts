import type { LaneRecord } from '../ports/lane-record.js';
import type { KafkaWire } from './kafka-wire.js';

export interface CommittedRange {
  readonly topic: string;
  readonly partition: number;
  /** First offset to read. */
  readonly from: bigint;
  /** End of the range, exclusive: reading ends once this offset has been reached. */
  readonly until: bigint;
  readonly signal: AbortSignal;
  /** Per request. Default 1 MiB: larger ones only cost memory. */
  readonly maxBytes?: number;
  /** Rejects with WireError NO_PROGRESS after so long without any. Default 30,000 ms. */
  readonly stallMs?: number;
}

/**
 * The committed records of a range, a chunk at a time; chunks are never empty. "Nothing came" is never taken for
 * the end: only the position is. Rejects with WireError (OFFSET_OUT_OF_RANGE once earliest and latest have
 * confirmed it), and with signal.reason.
 */
export async function* readCommitted(
  _wire: KafkaWire,
  _range: CommittedRange,
): AsyncGenerator<readonly LaneRecord[], void, undefined> {
  throw new Error('not there yet');
}
