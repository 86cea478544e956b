import type { LedgerBound } from './ledger-loss.policy.js';

/**
 * How far this process has written the ledger of each lane, by what Kafka has
 * acknowledged. It outlives the lanes: one that is dropped and taken anew, as in
 * every election, would else believe a leader that has lost the last seconds.
 */
export class LedgerMemory {
  readonly #bounds = new Map<number, LedgerBound>();

  of(lane: number): LedgerBound | undefined {
    return this.#bounds.get(lane);
  }

  /** A commit was acknowledged, or a lane has been taken. */
  reached(lane: number, bound: LedgerBound): void {
    this.#bounds.set(lane, bound);
  }
}
