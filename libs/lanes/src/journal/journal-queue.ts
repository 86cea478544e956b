import type { Publication } from '../ports/lane-record.js';
import type { JournalReceipt, JournalWrite } from './journal.port.js';

/** One or several writes of a key that go into the same transaction: the last value counts, all publications go out. */
export interface QueuedWrite {
  readonly key: string | undefined;
  value: string | null;
  readonly publications: Publication[];
  readonly included: (() => void)[];
  readonly committed: ((receipt: JournalReceipt) => void)[];
  readonly lost: (() => void)[];
}

/** First in, first out, and writes of one key collapse while they wait. */
export class JournalQueue {
  #writes: QueuedWrite[] = [];
  readonly #byKey = new Map<string, QueuedWrite>();

  get length(): number {
    return this.#writes.length;
  }

  add(write: JournalWrite): void {
    const queued = this.#place(write);
    if (write.ledger) {
      queued.value = write.ledger.value;
    }
    if (write.publications) {
      queued.publications.push(...write.publications);
    }
    if (write.included) {
      queued.included.push(write.included);
    }
    if (write.committed) {
      queued.committed.push(write.committed);
    }
    if (write.lost) {
      queued.lost.push(write.lost);
    }
  }

  /** Takes the oldest out, at most `limit`. */
  take(limit: number): readonly QueuedWrite[] {
    const taken = this.#writes.length <= limit ? this.#writes : this.#writes.slice(0, limit);
    this.#writes = this.#writes.length <= limit ? [] : this.#writes.slice(limit);
    for (const { key } of taken) {
      if (key !== undefined) {
        this.#byKey.delete(key);
      }
    }
    return taken;
  }

  #place({ ledger }: JournalWrite): QueuedWrite {
    const waiting = ledger && this.#byKey.get(ledger.key);
    if (waiting) {
      return waiting;
    }
    const queued = { key: ledger?.key, value: null, publications: [], included: [], committed: [], lost: [] };
    this.#writes.push(queued);
    if (ledger) {
      this.#byKey.set(ledger.key, queued);
    }
    return queued;
  }
}
