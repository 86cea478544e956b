import { positionKey } from '../ledger/ledger-keys.js';

export interface CourtesyOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string;
}

/** A running lane, as far as the group's offsets tell of it. */
export interface CourtesyLane {
  readonly ledgerEnd: bigint;
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly next: bigint;
  }[];
}

/**
 * Group offsets for tools that show lag; the truth is in the ledger. Each
 * carries the end that the ledger had, as a lower bound: a ledger that ends
 * before it has lost data.
 */
export class CourtesyOffsets {
  readonly #sent = new Map<string, string>();
  #isCommitting = false;

  constructor(private readonly commit: (offsets: readonly CourtesyOffset[]) => Promise<void>) {}

  /** Commits what has moved; does nothing while an earlier commit is pending. Never rejects. */
  async tell(lanes: readonly CourtesyLane[]): Promise<void> {
    const offsets = lanes
      .flatMap(offsetsOf)
      .filter((offset) => this.#sent.get(keyOf(offset)) !== wordOf(offset));
    if (this.#isCommitting || offsets.length === 0) {
      return;
    }
    this.#isCommitting = true;
    try {
      await this.commit(offsets);
      offsets.forEach((offset) => this.#sent.set(keyOf(offset), wordOf(offset)));
    } catch {
      // Any rebalance makes it fail; the next turn tells it again.
    } finally {
      this.#isCommitting = false;
    }
  }
}

/** The ledger's end from an offset's metadata; undefined where somebody else wrote it. */
export function ledgerEndOf(metadata: string): bigint | undefined {
  const end = /^ledger-end=(\d+)$/.exec(metadata)?.[1];
  return end === undefined ? undefined : BigInt(end);
}

function offsetsOf({ ledgerEnd, positions }: CourtesyLane): readonly CourtesyOffset[] {
  return positions.map(({ topic, partition, next }) => ({
    topic,
    partition,
    offset: next.toString(),
    metadata: `ledger-end=${ledgerEnd}`,
  }));
}

function keyOf({ topic, partition }: CourtesyOffset): string {
  return positionKey(topic, partition);
}

function wordOf({ offset, metadata }: CourtesyOffset): string {
  return `${offset} ${metadata}`;
}
