import type { LedgerBound } from './ledger-loss.policy.js';

/** How far a lane is, for those outside of it: lag tools, and the next owner. */
export interface LaneProgress {
  readonly ledger: LedgerBound;
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly next: bigint;
  }[];
}
