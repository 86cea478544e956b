import type { LedgerChange } from '#libs/lanes';
import { UnreadableRecords } from '../../ledger/unreadable-records.js';

/**
 * Which lanes have refused to run. A lane that is taken writes its `owner` record as
 * the barrier of its restore: if something before it could not be read by then, the
 * lane has stopped there, and nobody runs it until the next `owner`.
 */
export class StoppedLanes {
  readonly #unreadable = new UnreadableRecords();
  readonly #stopped = new Set<number>();

  /** Every change of the ledger, in offset order within each lane. */
  see(change: LedgerChange): void {
    this.#unreadable.see(change);
    if (change.kind === 'owner') {
      const refuses = this.#unreadable.all.some(({ lane }) => lane === change.lane);
      this.#stopped[refuses ? 'add' : 'delete'](change.lane);
    }
  }

  has(lane: number): boolean {
    return this.#stopped.has(lane);
  }
}
