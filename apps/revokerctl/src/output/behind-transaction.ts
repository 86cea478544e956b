import type { BehindTransaction } from '#libs/kafka';
import { count, duration, time } from '../cli/format.js';

/** What to do about it, once for all of them. */
export const BEHIND_REMEDY =
  'They are read when it ends: by its publisher, or after its timeout. docs/how-to/respond-to-alarms.md says how to end it.';

/** Offsets that wait: records of aborted transactions and markers among them count too. */
export function sizeOf({ from, until }: BehindTransaction): number {
  return Number(until - from);
}

/** One sentence for a person. */
export function describeBehind(behind: BehindTransaction, now: number): string {
  const { topic, partition, from, until, producerId, firstRecordAt } = behind;
  const since =
    firstRecordAt === undefined
      ? 'a transaction that is open; its first record was not shown'
      : `a transaction open since ${time(firstRecordAt)} (${duration(Math.max(0, now - firstRecordAt))}, by the time of its first record)`;
  const producer = producerId === undefined ? '' : ` of producer ${producerId}`;
  return (
    `At most ${count(sizeOf(behind), 'record')} of ${topic}/${partition} wait behind ${since}${producer}: ` +
    `offsets ${from} to ${until - 1n}.`
  );
}

/** For --json; times are RFC 3339. */
export function behindAsJson(behind: BehindTransaction): object {
  const { topic, partition, from, until, producerId, firstRecordAt } = behind;
  return {
    ...{ topic, partition, from, until, records: sizeOf(behind) },
    ...(producerId !== undefined && { producerId }),
    ...(firstRecordAt !== undefined && { openSince: time(firstRecordAt), openSinceBy: 'first-record' }),
  };
}
