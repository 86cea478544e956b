import { isHeldBack, type BehindTransaction, type PartitionBounds, type PartitionPlace } from '#libs/kafka';

/** Records behind a transaction that has been open for longer than a publisher at work takes. */
export interface LastingTransaction extends BehindTransaction {
  /** Epoch milliseconds. */
  readonly openSince: number;
  /** Whose word that is: the time of its first record, or the moment at which it was seen here first. */
  readonly openSinceBy: 'first-record' | 'first-seen';
}

interface Sighting {
  readonly from: bigint;
  readonly seenAt: number;
  /** Once it was seen a second time. */
  readonly lasting?: LastingTransaction;
}

export interface LastingTransactionsOptions {
  /** What the partition's leader says of the transaction. Rejects never. */
  readonly lookAt: (bounds: PartitionBounds) => Promise<BehindTransaction>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Tells a transaction that holds its partition back from those that come and go: it
 * is at the same offset when its partition is looked at again.
 */
export class LastingTransactions {
  #sightings: ReadonlyMap<string, Sighting> = new Map();

  constructor(private readonly options: LastingTransactionsOptions) {}

  /**
   * Of a partition whose leader did not answer, what was known stays.
   *
   * @param watched all partitions that are asked about
   * @param bounds of those that answered
   */
  async turn(
    watched: readonly PartitionPlace[],
    bounds: ReadonlyMap<string, PartitionBounds>,
  ): Promise<readonly LastingTransaction[]> {
    const sightings = new Map<string, Sighting>();
    for (const place of watched) {
      const key = keyOf(place);
      const [told, before] = [bounds.get(key), this.#sightings.get(key)];
      const sighting = told ? await this.#see(told, before) : before;
      if (sighting) {
        sightings.set(key, sighting);
      }
    }
    this.#sightings = sightings;
    return [...sightings.values()].flatMap(({ lasting }) => lasting ?? []);
  }

  async #see(bounds: PartitionBounds, before: Sighting | undefined): Promise<Sighting | undefined> {
    if (!isHeldBack(bounds)) {
      return undefined;
    }
    const { stable: from, end: until } = bounds;
    if (before?.from !== from) {
      return { from, seenAt: this.options.now() };
    }
    return { ...before, lasting: await this.#lasting(bounds, before, until) };
  }

  /** Its first record does not change: looked at once. */
  async #lasting(
    bounds: PartitionBounds,
    { seenAt, lasting }: Sighting,
    until: bigint,
  ): Promise<LastingTransaction> {
    if (lasting?.openSinceBy === 'first-record') {
      return { ...lasting, until };
    }
    const behind = await this.options.lookAt(bounds);
    return behind.firstRecordAt === undefined
      ? { ...behind, openSince: seenAt, openSinceBy: 'first-seen' }
      : { ...behind, openSince: behind.firstRecordAt, openSinceBy: 'first-record' };
  }
}

export function keyOf({ topic, partition }: PartitionPlace): string {
  return `${topic}/${partition}`;
}

/** Without the number of records, which grows: a sentence that changes is logged each time. */
export function sentenceOf({ topic, partition, from, openSince, openSinceBy }: LastingTransaction): string {
  const by = openSinceBy === 'first-record' ? 'by the time of its first record' : 'when it was first seen';
  return (
    `Records of ${topic}/${partition} from offset ${from} on wait behind a transaction of their publisher, ` +
    `open since ${new Date(openSince).toISOString()} (${by})`
  );
}
