import type { Publication } from '../ports/lane-record.js';
import { Condition } from '#libs/async';
import { JournalQueue, type QueuedWrite } from './journal-queue.js';
import type { JournalPositions, JournalTarget, JournalWrite, LedgerWrite } from './journal.port.js';

/** Writes in one transaction at most: more only makes the first of them wait. */
const MOST_WRITES = 1000;
/** Positions that move alone (ignored records, control records) are in no hurry. */
const POSITIONS_LINGER_MS = 100;

export interface JournalOptions {
  readonly target: JournalTarget;
  readonly positions: JournalPositions;
  readonly clock: () => number;
  /** The offset after the ledger's last record so far. */
  readonly ledgerEnd: bigint;
  /** Called after each commit with the number of its records, and the offset after the ledger's last one. */
  readonly onCommit?: (records: number, ledgerEnd: bigint) => void;
}

/**
 * Group commit: what many steps of work hand in goes into one transaction, one
 * transaction at a time. It knows of no failure but the last one: when a commit
 * rejects, `run` rejects, all that waits is lost, and the lane with it.
 */
export class Journal {
  readonly #queue = new JournalQueue();
  readonly #changed = new Condition();
  #commitMs = 0;
  #state: 'open' | 'closing' | 'lost' = 'open';
  #ledgerEnd: bigint;

  constructor(private readonly options: JournalOptions) {
    this.#ledgerEnd = options.ledgerEnd;
  }

  /** Writes that no transaction has taken yet. */
  get backlog(): number {
    return this.#queue.length;
  }

  /** What they hold. */
  get backlogBytes(): number {
    return this.#queue.bytes;
  }

  /** The offset after the ledger's last record. */
  get ledgerEnd(): bigint {
    return this.#ledgerEnd;
  }

  /** Queues in the same tick. After the journal was lost the write is lost at once. */
  append(write: JournalWrite): void {
    if (this.#state === 'lost') {
      write.lost?.();
      return;
    }
    this.#queue.add(write);
    this.#changed.notify();
  }

  /** Positions have moved without a write. */
  touch(): void {
    this.#changed.notify();
  }

  /** Commits until it is closed and empty; rejects with the first error of the target. */
  async run(): Promise<void> {
    try {
      while (await this.#gather()) {
        await this.#flush();
      }
    } finally {
      this.lose();
    }
  }

  /** Whatever is queued by now or while it empties is committed, then `run` resolves. */
  close(): void {
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#changed.notify();
    }
  }

  /** Gives everything up that no transaction has taken. */
  lose(): void {
    this.#state = 'lost';
    this.#changed.notify();
    for (const write of this.#queue.take(Infinity)) {
      tellLost(write);
    }
  }

  /** Waits for something to commit; false when there is nothing more to come. */
  async #gather(): Promise<boolean> {
    const hurried = () => this.#state !== 'open' || this.#queue.length >= MOST_WRITES;
    const work = () => this.#queue.length > 0;
    await this.#changed.until(() => work() || hurried() || this.options.positions.dirty);
    await this.#changed.until(() => work() || hurried(), POSITIONS_LINGER_MS);
    await this.#changed.until(hurried, lingerFor(this.#commitMs));
    return this.#state !== 'lost' && (this.#state === 'open' || work() || this.options.positions.dirty);
  }

  async #flush(): Promise<void> {
    const queued = this.#queue.take(MOST_WRITES);
    try {
      await this.#commit(queued);
    } catch (error) {
      queued.forEach(tellLost);
      throw error;
    }
  }

  async #commit(queued: readonly QueuedWrite[]): Promise<void> {
    const publications: Publication[] = [];
    const ledger: LedgerWrite[] = [];
    for (const { key, value, writes } of queued) {
      if (key !== undefined) {
        ledger.push({ key, value });
      }
      for (const write of writes) {
        write.included?.();
        publications.push(...(write.publications ?? []));
      }
    }
    ledger.push(...this.options.positions.advance());
    if (ledger.length + publications.length === 0) {
      return;
    }
    const timestamp = this.options.clock();
    const started = performance.now();
    const { ledgerEnd } = await this.options.target.commit({ ledger, publications, timestamp });
    this.#commitMs = averageCommit(this.#commitMs, performance.now() - started);
    this.#ledgerEnd = ledgerEnd ?? this.#ledgerEnd;
    this.options.onCommit?.(ledger.length + publications.length, this.#ledgerEnd);
    tellCommitted(queued, (ledgerEnd ?? 0n) - BigInt(ledger.length), timestamp);
  }
}

/** `first`: the ledger offset of the transaction's first record; the others follow it, as no other producer writes there. */
function tellCommitted(queued: readonly QueuedWrite[], first: bigint, timestamp: number): void {
  let next = first;
  for (const { key, writes } of queued) {
    const receipt = { ledgerOffset: key === undefined ? undefined : next, timestamp };
    next += key === undefined ? 0n : 1n;
    writes.forEach(({ committed }) => committed?.(receipt));
  }
}

function tellLost({ writes }: QueuedWrite): void {
  writes.forEach(({ lost }) => lost?.());
}

const SHORTEST_MS = 2;
const LONGEST_MS = 50;
/** Weight of the newest commit in the average. */
const NEWEST = 0.2;

/**
 * How long the journal gathers before it commits: half of what a commit takes.
 * A quick broker is used at once; a slow one is given fewer and larger
 * transactions, which is also what makes it quicker (measured with three
 * brokers: 77–94 ms at 50 ms linger against 214–287 ms at 5 ms).
 */
export function lingerFor(commitMs: number): number {
  return Math.min(Math.max(commitMs / 2, SHORTEST_MS), LONGEST_MS);
}

/** Moving average of the duration of commits. */
export function averageCommit(average: number, commitMs: number): number {
  return average + (commitMs - average) * NEWEST;
}
