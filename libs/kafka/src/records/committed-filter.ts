import type { AbortedTransaction } from '../protocol/fetch.js';
import type { BatchHeader } from './batch-header.js';

/**
 * Tells aborted batches from committed ones, batch by batch, in offset order.
 *
 * kafkajs's own filter takes the broker's list as sorted by first offset and lets
 * at most one transaction begin per message, so that two producers whose aborted
 * transactions interleave are enough to leak an aborted record.
 */
export class CommittedFilter {
  readonly #upcoming: readonly AbortedTransaction[];
  readonly #aborting = new Set<bigint>();
  #next = 0;

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#upcoming = aborted.toSorted((a, b) =>
      a.firstOffset < b.firstOffset ? -1 : Number(a.firstOffset > b.firstOffset),
    );
  }

  /** Whether the records of this batch are data that is committed. To be asked once for each batch. */
  admits(header: BatchHeader, endsAborted: () => boolean): boolean {
    for (
      let aborted = this.#upcoming[this.#next];
      aborted !== undefined && aborted.firstOffset <= header.lastOffset;
      aborted = this.#upcoming[this.#next]
    ) {
      this.#aborting.add(aborted.producerId);
      this.#next += 1;
    }
    if (header.isControl) {
      if (endsAborted()) {
        this.#aborting.delete(header.producerId);
      }
      return false;
    }
    return !(header.isTransactional && this.#aborting.has(header.producerId));
  }
}
