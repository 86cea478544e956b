import type { JournalWrite } from '../journal/journal.port.js';
import { entryKey } from '../format/ledger-keys.js';
import type { LaneMemory } from '../ledger/lane-memory.js';

/** Small enough to go along with live work unnoticed. */
const MOST_PER_SWEEP = 500;
/** With more than this waiting there is no time to spare. */
const BUSY_BACKLOG = 100;

export interface RetentionOptions {
  readonly memory: LaneMemory;
  readonly journal: { readonly backlog: number; append(write: JournalWrite): void };
  readonly retentionMs: number;
  readonly clock: () => number;
}

/**
 * Settled work is forgotten after its retention, by the time at which the ledger
 * took it: a tombstone lets compaction drop the outcome. Until that has
 * committed, a repeat is still recognised.
 */
export class Retention {
  #pending = 0;

  constructor(private readonly options: RetentionOptions) {}

  sweep(): void {
    const { memory, journal, retentionMs, clock } = this.options;
    if (this.#pending > 0 || journal.backlog > BUSY_BACKLOG) {
      return;
    }
    const expired = memory.settled.settledBefore(clock() - retentionMs, MOST_PER_SWEEP);
    this.#pending = expired.length;
    for (const id of expired) {
      journal.append({
        ledger: { key: entryKey(id), value: null },
        committed: () => {
          this.#pending -= 1;
          memory.settled.delete(id);
        },
      });
    }
  }
}
