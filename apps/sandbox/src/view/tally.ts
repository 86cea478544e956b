import type { OutcomeStatus } from '#libs/contracts';
import type { Answer } from '../stream/answer.js';
import type { ServiceCounts } from '../stream/service-metrics.js';
import { duration } from './describe-answer.js';

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

/** The line under the rows. @param counts what the service says of itself; absent while it does not answer */
export function statusOf(tally: Tally, counts: ServiceCounts | undefined): string {
  const { outcomes, deadLetters } = tally;
  const exposure = exposureOf(tally);
  return [
    `published ${tally.published}`,
    `completed ${outcomes.completed}`,
    `partial ${outcomes.partial}`,
    `failed ${outcomes.failed}`,
    `dead letters ${deadLetters}`,
    `ignored ${counts?.ignored ?? '?'}`,
    `open ${counts?.open ?? '?'}`,
    exposure ? `exposure p50 ${duration(exposure.p50Ms)} max ${duration(exposure.maxMs)}` : 'exposure –',
  ].join('  ');
}

/** Counts what happens and keeps the line at the bottom of a screen true. */
export class Dashboard {
  #tally = EMPTY_TALLY;
  #counts: ServiceCounts | undefined;

  constructor(private readonly screen: { status(text: string): void }) {}

  published(records: number): void {
    this.#tally = published(this.#tally, records);
    this.#draw();
  }

  answered(answer: Answer): void {
    this.#tally = answered(this.#tally, answer);
    this.#draw();
  }

  /** @param counts undefined while the service does not say */
  counted(counts: ServiceCounts | undefined): void {
    this.#counts = counts;
    this.#draw();
  }

  #draw(): void {
    this.screen.status(statusOf(this.#tally, this.#counts));
  }
}
