import type { PartitionPlace } from '#libs/kafka';

/**
 * - `deleted-before-read`: retention or an operator removed them before a lane came to them
 * - `another-log`: the partition was exchanged for another one below the lane's position
 * - `ends-before-position`: the partition ends where the lane has been already
 * - `ledger-end-lost`: the ledger ends before what Kafka acknowledged to this lane
 * - `ledger-beginning-lost`: the first records of the ledger were deleted
 */
export type UnaccountedWhy =
  | 'deleted-before-read'
  | 'another-log'
  | 'ends-before-position'
  | 'ledger-end-lost'
  | 'ledger-beginning-lost';

/** Offsets of which nothing says what became of them. */
export interface UnaccountedRecords extends PartitionPlace {
  readonly why: UnaccountedWhy;
  /** At most: offsets of aborted transactions and of markers count too. */
  readonly records: number;
  readonly from: bigint;
  /** After the last of them. */
  readonly until: bigint;
}

export function unaccounted(
  { topic, partition }: PartitionPlace,
  why: UnaccountedWhy,
  { from, until }: { readonly from: bigint; readonly until: bigint },
): readonly UnaccountedRecords[] {
  return until > from ? [{ topic, partition, why, from, until, records: Number(until - from) }] : [];
}

/** One sentence with the place, for the alarm. */
export function sentenceOf({ topic, partition, why, records, from, until }: UnaccountedRecords): string {
  const place = `${topic}/${partition}`;
  const offsets = `offsets ${from} to ${until - 1n}, ${records} at most`;
  switch (why) {
    case 'deleted-before-read':
      return `Records of ${place} were deleted before they were read: ${offsets}`;
    case 'another-log':
      return `Records of ${place} were never read, the partition was created anew below the position of its lane: ${offsets}`;
    case 'ends-before-position':
      return `${place} ends at ${until}, before the position of its lane: it was truncated or created anew, and what it holds is not read: ${offsets}`;
    case 'ledger-end-lost':
      return `The ledger ${place} has lost its end, which Kafka had acknowledged: ${offsets}`;
    case 'ledger-beginning-lost':
      return `Records of the ledger ${place} were deleted: ${offsets}`;
  }
}
