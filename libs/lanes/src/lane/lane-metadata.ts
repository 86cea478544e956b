import type { JournalPositions, LedgerWrite } from '../journal/journal.port.js';
import { encodeNote } from '../format/ledger-format.js';
import { NOTE_KEY } from '../format/ledger-keys.js';

/** The application's own value of the lane, written at most once a transaction however often it changes. */
export class LaneMetadata implements JournalPositions {
  #changed: object | undefined;

  get dirty(): boolean {
    return this.#changed !== undefined;
  }

  /** The entry that it was saved with goes into the transaction that is being put together. */
  include(note: object): void {
    this.#changed = note;
  }

  advance(): readonly LedgerWrite[] {
    const note = this.#changed;
    this.#changed = undefined;
    return note ? [{ key: NOTE_KEY, value: encodeNote(note) }] : [];
  }
}
