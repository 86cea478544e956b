import type { LedgerBound } from './ledger-loss.policy.js';

/** That a ledger has lost data, and what it was before. */
export interface NotedLoss {
  readonly known: LedgerBound;
  /** Completes a sentence that begins with the ledger. */
  readonly how: string;
}

/**
 * What this process knows of the ledger of each lane: how far it has written it, by
 * what Kafka has acknowledged, and what it saw of a loss. It outlives the lanes: one
 * that is dropped and taken anew, as in every election, would else believe a leader
 * that has lost the last seconds.
 */
export class LedgerMemory {
  readonly #bounds = new Map<number, LedgerBound>();
  readonly #losses = new Map<number, NotedLoss>();

  of(lane: number): LedgerBound | undefined {
    return this.#bounds.get(lane);
  }

  /** A commit was acknowledged, or a lane has been taken. */
  reached(lane: number, bound: LedgerBound): void {
    this.#bounds.set(lane, bound);
  }

  lossOf(lane: number): NotedLoss | undefined {
    return this.#losses.get(lane);
  }

  /** The lane is to be taken anew, and to be refused then. */
  noteLoss(lane: number, how: string): void {
    this.#losses.set(lane, { known: this.of(lane) ?? { end: 0n }, how });
  }
}
