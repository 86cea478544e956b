import type { OutcomeStatus } from '#libs/contracts';
import type { Answer } from '../stream/answer.js';

/** So that what it shows is of now, and a day of it needs no more memory than a minute. */
const EXPOSURES_KEPT = 1_000;

/** What has happened so far. */
export interface Tally {
  readonly published: number;
  readonly outcomes: Readonly<Record<OutcomeStatus, number>>;
  readonly deadLetters: number;
  /** The last ones, in milliseconds: of events whose access was really ended. */
  readonly exposuresMs: readonly number[];
}

export const EMPTY_TALLY: Tally = {
  published: 0,
  outcomes: { completed: 0, partial: 0, failed: 0 },
  deadLetters: 0,
  exposuresMs: [],
};

export function published(tally: Tally, records: number): Tally {
  return { ...tally, published: tally.published + records };
}

export function answered(tally: Tally, answer: Answer): Tally {
  if (answer.kind === 'dead-letter') {
    return { ...tally, deadLetters: tally.deadLetters + 1 };
  }
  const { status, exposureMs } = answer.outcome;
  const outcomes = { ...tally.outcomes, [status]: tally.outcomes[status] + 1 };
  if (status === 'failed' || exposureMs === null) {
    return { ...tally, outcomes };
  }
  return { ...tally, outcomes, exposuresMs: [...tally.exposuresMs, exposureMs].slice(-EXPOSURES_KEPT) };
}

export interface Exposure {
  readonly p50Ms: number;
  readonly maxMs: number;
}

/** Undefined while there is none. */
export function exposureOf({ exposuresMs }: Tally): Exposure | undefined {
  const inOrder = exposuresMs.toSorted((a, b) => a - b);
  const p50Ms = inOrder[Math.ceil(inOrder.length / 2) - 1];
  const maxMs = inOrder.at(-1);
  return p50Ms === undefined || maxMs === undefined ? undefined : { p50Ms, maxMs };
}
