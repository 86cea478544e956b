import type { OpenEntry, Origin } from '../format/ledger-format.js';
import type { SettledIndex } from './settled-index.js';

/** What a lane keeps of open work beside the application's own state. */
export interface OpenWork {
  readonly fingerprint: string;
  readonly origin: Origin;
  readonly openedAt: number;
}

/** Open work of one input topic. */
export interface WorkOfTopic {
  /** Without what is held. */
  readonly open: number;
  readonly held: number;
}

const NONE: WorkOfTopic = { open: 0, held: 0 };

/** The work that a lane knows: all that is open, and enough of what is settled to recognise it. */
export class LaneMemory {
  readonly #open = new Map<string, OpenWork>();
  readonly #byTopic = new Map<string, { open: number; held: number }>();
  /** Handed to the journal as settled, and not to be touched any more. */
  readonly #settling = new Set<string>();
  /** Of the open ones: those that wait for a person. */
  readonly #held = new Set<string>();

  constructor(
    readonly settled: SettledIndex,
    open: ReadonlyMap<string, OpenEntry<unknown>>,
  ) {
    for (const [id, { fingerprint, origin, openedAt }] of open) {
      this.open(id, { fingerprint, origin, openedAt });
    }
  }

  get openCount(): number {
    return this.#open.size;
  }

  get heldCount(): number {
    return this.#held.size;
  }

  /** By topic of origin; empty where nothing was ever open. */
  get byTopic(): ReadonlyMap<string, WorkOfTopic> {
    return this.#byTopic;
  }

  of(topic: string): WorkOfTopic {
    return this.#byTopic.get(topic) ?? NONE;
  }

  /** Open, and not waiting for a person. */
  isAtWork(id: string): boolean {
    return this.#open.has(id) && !this.#held.has(id);
  }

  fingerprintOf(id: string): string | undefined {
    return this.#open.get(id)?.fingerprint ?? this.settled.get(id)?.fingerprint;
  }

  /** Of open work: the record that it came from. */
  originOf(id: string): Origin | undefined {
    return this.#open.get(id)?.origin;
  }

  /** Work that may still be saved or settled. */
  workable(id: string): OpenWork | undefined {
    return this.#settling.has(id) ? undefined : this.#open.get(id);
  }

  open(id: string, work: OpenWork): void {
    if (!this.#open.has(id)) {
      this.#count(work).open += 1;
    }
    this.#open.set(id, work);
  }

  /** Whether open work waits for a person from now on. */
  mark(id: string, as: 'held' | 'at-work'): void {
    const work = this.#open.get(id);
    if (!work || this.#held.has(id) === (as === 'held')) {
      return;
    }
    const by = as === 'held' ? 1 : -1;
    const count = this.#count(work);
    count.held += by;
    count.open -= by;
    if (as === 'held') {
      this.#held.add(id);
    } else {
      this.#held.delete(id);
    }
  }

  /** Known from now on, settled once its transaction has committed. */
  settling(id: string, work: OpenWork): void {
    this.open(id, work);
    this.#settling.add(id);
  }

  settle(id: string, ledgerOffset: bigint, settledAt: number): void {
    const work = this.#open.get(id);
    if (work) {
      this.mark(id, 'at-work');
      this.#count(work).open -= 1;
      this.#open.delete(id);
      this.#settling.delete(id);
      this.settled.add(id, work.fingerprint, ledgerOffset, settledAt);
    }
  }

  #count({ origin: { topic } }: OpenWork): { open: number; held: number } {
    const count = this.#byTopic.get(topic) ?? { open: 0, held: 0 };
    this.#byTopic.set(topic, count);
    return count;
  }
}
