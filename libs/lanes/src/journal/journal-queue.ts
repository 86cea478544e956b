import type { JournalWrite, LedgerWrite } from './journal.port.js';

/** One or several writes of a key that go into the same transaction: the last value counts, all publications go out. */
export interface QueuedWrite {
  readonly key: string | undefined;
  value: LedgerWrite['value'];
  /** In the order in which they came. */
  readonly writes: JournalWrite[];
}

/** First in, first out, and writes of one key collapse while they wait. */
export class JournalQueue {
  #queued: QueuedWrite[] = [];
  readonly #byKey = new Map<string, QueuedWrite>();
  #bytes = 0;

  get length(): number {
    return this.#queued.length;
  }

  /** Of the values that were handed in, those included that a later one replaces. */
  get bytes(): number {
    return this.#bytes;
  }

  add(write: JournalWrite): void {
    const { ledger } = write;
    this.#bytes += bytesOf(write);
    const waiting = ledger && this.#byKey.get(ledger.key);
    if (waiting) {
      waiting.value = ledger.value;
      waiting.writes.push(write);
      return;
    }
    const queued = { key: ledger?.key, value: ledger?.value ?? null, writes: [write] };
    this.#queued.push(queued);
    if (ledger) {
      this.#byKey.set(ledger.key, queued);
    }
  }

  /** Takes the oldest out, at most `limit`. */
  take(limit: number): readonly QueuedWrite[] {
    const taken = this.#queued.length <= limit ? this.#queued : this.#queued.slice(0, limit);
    this.#queued = this.#queued.length <= limit ? [] : this.#queued.slice(limit);
    for (const { key, writes } of taken) {
      if (key !== undefined) {
        this.#byKey.delete(key);
      }
      for (const write of writes) {
        this.#bytes -= bytesOf(write);
      }
    }
    return taken;
  }
}

function bytesOf({ ledger, publications = [] }: JournalWrite): number {
  return publications.reduce((sum, { value }) => sum + (value?.length ?? 0), ledger?.value?.length ?? 0);
}
