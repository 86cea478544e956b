/** What is known of a partition that a lane reads. */
export interface BacklogFacts {
  /** Where the lane reads on; undefined where the ledger has no position of it. */
  readonly next: bigint | undefined;
  /** First record that there is. */
  readonly from: bigint;
  /** The last stable offset. */
  readonly until: bigint;
  /** Whether the record before the position is still the one that was read. */
  readonly before: 'the-same' | 'another' | 'not-told';
  /** Partitions that the topic had when the lane last looked; undefined where it has never seen the topic. */
  readonly knownPartitions: number | undefined;
  readonly partition: number;
  readonly startFrom: 'earliest' | 'latest' | undefined;
  /** The ledger's record of the position cannot be read. */
  readonly isUnreadable: boolean;
}

export type Backlog =
  /** Offsets: those of aborted transactions count too. */
  | { readonly kind: 'known'; readonly waiting: number }
  /** Completes a sentence about the partition. */
  | { readonly kind: 'unknown'; readonly why: string };

/** How many records of a partition wait to be read: a number only where it can be known. */
export function backlogOf(facts: BacklogFacts): Backlog {
  const { next, from, until, before, isUnreadable } = facts;
  if (isUnreadable) {
    return unknown('its position in the ledger cannot be read');
  }
  if (next === undefined) {
    return notBegun(facts);
  }
  if (next > until) {
    return unknown(`it ends at ${until}, before its position ${next}: it was truncated or created anew`);
  }
  if (before === 'another') {
    return unknown(
      `the record before its position ${next} is not the one that was read: the topic was created anew`,
    );
  }
  return known(next < from ? from : next, until);
}

function notBegun({ from, until, partition, knownPartitions, startFrom }: BacklogFacts): Backlog {
  const hasGrown = knownPartitions !== undefined && partition >= knownPartitions;
  if (hasGrown || startFrom === 'earliest' || from === until) {
    return known(from, until);
  }
  return knownPartitions === undefined
    ? unknown('no lane has begun to read it, and START_FROM decides where it begins')
    : unknown('the ledger has forgotten its position');
}

function known(start: bigint, until: bigint): Backlog {
  return { kind: 'known', waiting: Number(until - start) };
}

function unknown(why: string): Backlog {
  return { kind: 'unknown', why };
}
