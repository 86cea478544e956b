import { setTimeout as pause } from 'node:timers/promises';
import type { Revocation } from '#libs/revocation';

/**
 * How long an event that has read its tokens waits for the other events of its
 * job, milliseconds. They are read at the same time; only where a call of theirs
 * is held up does it take longer, and then no event waits for another (P5).
 */
const PATIENCE_MS = 10_000;

interface SharedJob {
  readonly jobId: string;
  readonly jobTotal: number;
}

/** What the events of one job have found so far. */
interface Table {
  /** Tokens of the events that take part, and of those that have read theirs. */
  seated: number;
  read: number;
  gone: number;
  /** Events that are not done yet. */
  open: number;
  readonly sum: Promise<number | undefined>;
  readonly tell: (sum: number | undefined) => void;
}

/** One event's place at the table of its job. */
export interface Seat {
  /**
   * How many tokens of the whole job are gone; undefined where that cannot be known.
   * @param gone of this event's; undefined where PingOne would not say it of all
   */
  found(gone: number | undefined, signal: AbortSignal): Promise<number | undefined>;
  /** Always, at the end: nobody is to wait for an event that is gone. */
  leave(): void;
}

/**
 * Adds up what the events of a shared job find when they read their tokens back,
 * so that PingOne's one count can be attributed (P3). A job's end is told to all
 * its events of this process in one turn, and a lane is taken up again in one
 * turn, so whoever is to take part has joined before the first has read a token.
 * Where events are missing (another instance has them, one is paused), the sum
 * stays unknown, and so does what each of them revoked.
 */
export class SharedReadBacks {
  readonly #tables = new Map<string, Table>();

  constructor(private readonly patienceMs = PATIENCE_MS) {}

  /** Undefined where there is nothing to add up: the job was not shared, or gave no count that could be compared. */
  join(state: Revocation, step: number, tokens: number): Seat | undefined {
    const job = sharedJobOf(state, step, tokens);
    if (!job) {
      return undefined;
    }
    const table = this.#tables.get(job.jobId) ?? newTable();
    this.#tables.set(job.jobId, table);
    table.seated += tokens;
    table.open += 1;
    let isOpen = true;
    const leave = (): void => {
      if (isOpen) {
        isOpen = false;
        table.open -= 1;
        if (table.open === 0) {
          this.#tables.delete(job.jobId);
          table.tell(table.read === job.jobTotal ? table.gone : undefined);
        }
      }
    };
    const found = async (gone: number | undefined, signal: AbortSignal): Promise<number | undefined> => {
      if (gone !== undefined) {
        table.read += tokens;
        table.gone += gone;
      }
      const isComplete = gone !== undefined && table.seated === job.jobTotal;
      leave();
      return isComplete ? this.#wait(table.sum, signal) : undefined;
    };
    return { found, leave };
  }

  async #wait(sum: Promise<number | undefined>, signal: AbortSignal): Promise<number | undefined> {
    const done = new AbortController();
    const tooLong = pause(this.patienceMs, undefined, { signal: AbortSignal.any([signal, done.signal]) });
    try {
      return await Promise.race([sum, tooLong]);
    } finally {
      tooLong.catch(() => undefined);
      done.abort();
    }
  }
}

function newTable(): Table {
  let tell: Table['tell'] = () => undefined;
  const sum = new Promise<number | undefined>((resolve) => (tell = resolve));
  return { seated: 0, read: 0, gone: 0, open: 0, sum, tell };
}

function sharedJobOf(state: Revocation, step: number, tokens: number): SharedJob | undefined {
  const oath = state.steps[step];
  if (oath?.kind !== 'oath-tokens' || oath.phase.at !== 'reading-back') {
    return undefined;
  }
  const { because } = oath.phase;
  const jobId = oath.jobIds.at(-1);
  if (because.kind !== 'short-count' && because.kind !== 'job-failed') {
    return undefined;
  }
  const { revoked, jobTotal } = because;
  return jobId !== undefined && revoked !== null && revoked > 0 && jobTotal > tokens
    ? { jobId, jobTotal }
    : undefined;
}
