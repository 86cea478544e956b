import type { StoredPosition } from '../format/ledger-format.js';
import type { LaneContext } from '../context/lane-context.js';

export interface RememberedPlace {
  readonly topic: string;
  readonly partition: number;
  readonly stored: StoredPosition;
}

/** It is there or it is not: there is nothing to wait for. */
const STALL_MS = 3000;

/**
 * Whether the topic is another one than our position was in: created anew under
 * the same name, it would be read from the middle. The record before the position
 * tells: the same offset with another time is another record. Where that record
 * is gone, nothing can be said; a position out of range is found by the fetch.
 */
export async function isRecreated<Entry>(
  { kafka }: Pick<LaneContext<Entry>, 'kafka'>,
  { topic, partition, stored: { last } }: RememberedPlace,
  signal: AbortSignal,
): Promise<boolean> {
  if (!last) {
    return false;
  }
  const [earliest, latest] = await Promise.all([
    kafka.listOffset(topic, partition, 'earliest'),
    kafka.listOffset(topic, partition, 'latest'),
  ]);
  if (last.offset < earliest || last.offset >= latest) {
    return false;
  }
  const range = { topic, partition, from: last.offset, until: last.offset + 1n, signal, stallMs: STALL_MS };
  for await (const [record] of kafka.readCommitted({ ...range, maxBytes: 1 })) {
    if (record?.offset === last.offset) {
      return record.timestamp !== last.timestamp;
    }
  }
  return false;
}
