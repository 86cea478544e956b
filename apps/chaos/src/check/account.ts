import type { FailureCode, OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { Expected } from '../load/item.js';
import type { Observed, ObservedEvent, ObservedOutcome } from './observed.js';
import { complaintOfLoss, mayFollow } from './revisions.js';

/** "consumed = outcomes + dead letters + ignored + open", from the topics alone, and by name what is wrong. */
export interface Account {
  /** Records of the input topics. */
  readonly consumed: number;
  readonly outcomes: number;
  readonly deadLetters: number;
  /** Copies of events. */
  readonly ignored: number;
  /** Answers that an accepted loss of a ledger has led to, beside those that there were. */
  readonly again: number;
  /** Events without an answer whose records were taken away by a fault before they were read, and the service said so. */
  readonly takenAway: number;
  /** … and it did not say so. */
  readonly unsaid: readonly string[];
  /** Events without an answer. */
  readonly missing: readonly string[];
  /** Events with more than one. */
  readonly repeated: readonly string[];
  /** Answered otherwise than they must be, or answered although they never came. */
  readonly wrong: readonly string[];
}

const AFTER_A_LOSS: FailureCode = 'session-not-found';

interface Answer {
  readonly origin: string;
  /** Undefined for a dead letter, which has no revision. */
  readonly outcome?: ObservedOutcome;
  /** What it says, and whether it may say so. */
  readonly complaint: (event: ObservedEvent) => string | undefined;
}

/**
 * Outcomes and dead letters against the events that they answer.
 *
 * @param excused codes of failures that a fault brings about without any fault of the service
 */
export function takeAccount(observed: Observed, excused: readonly FailureCode[]): Account {
  const { events, outcomes, deadLetters, strangers } = observed;
  const byPlace = new Map(events.flatMap((event) => event.records.map((place) => [place, event] as const)));
  const answers = answersIn(observed, excused);
  const byEvent = Map.groupBy(answers, ({ origin }) => byPlace.get(origin));
  const lost = byEvent.get(undefined) ?? [];
  const unanswered = events.filter((event) => !byEvent.has(event));
  return {
    consumed: byPlace.size + strangers.length,
    outcomes: outcomes.length,
    deadLetters: deadLetters.length,
    ignored: events.reduce((sum, { records }) => sum + records.length - 1, 0),
    again: events
      .filter((event) => mayBeAgain(event, byEvent.get(event) ?? []))
      .reduce((sum, event) => sum + (byEvent.get(event)?.length ?? 1) - 1, 0),
    takenAway: unanswered.filter(({ taken }) => taken === 'said').length,
    unsaid: unanswered.filter(({ taken }) => taken === 'unsaid').map(nameOf),
    missing: unanswered.filter(({ taken }) => taken === undefined).map(nameOf),
    repeated: events
      .filter((event) => !mayBeAgain(event, byEvent.get(event) ?? []))
      .map((event) => `${nameOf(event)}: ${(byEvent.get(event) ?? []).map(describeAnswer).join(', ')}`),
    wrong: [
      ...lost.map(({ origin }) => `an answer to ${origin}, where there is no event`),
      ...strangers.map((place) => `${place} was not published by the suite`),
      ...events.flatMap((event) =>
        (byEvent.get(event) ?? []).flatMap(({ complaint }) => {
          const said = complaint(event);
          return said === undefined ? [] : [`${nameOf(event)}: ${said}`];
        }),
      ),
    ],
  };
}

function answersIn({ outcomes, deadLetters }: Observed, excused: readonly FailureCode[]): readonly Answer[] {
  return [
    ...outcomes.map((one): Answer => ({
      origin: one.origin,
      outcome: one,
      complaint: ({ item: { expected, eventId }, cuts = [] }) => {
        const { outcome } = one;
        const { status, failure, eventId: answered } = outcome;
        const told = `${status}${failure ? ` (${failure.code})` : ''}`;
        if (eventId !== undefined && answered !== eventId) {
          return `the outcome names event ${answered}`;
        }
        // The first attempt has ended the session, and only its outcome knew.
        const excuses = outcome.mayRepeat ? [...excused, AFTER_A_LOSS] : excused;
        const isExcused =
          failure !== undefined && expected.kind === 'completed' && excuses.includes(failure.code);
        return isExcused || isAsExpected(outcome, expected)
          ? complaintOfLoss(one, cuts)
          : `${told} instead of ${expected.kind}`;
      },
    })),
    ...deadLetters.map(({ origin, letter }): Answer => ({
      origin,
      complaint: ({ item: { expected } }) =>
        expected.kind === 'dead-letter' && letter.code === expected.code
          ? undefined
          : `a dead letter (${letter.code}) instead of ${expected.kind}`,
    })),
  ];
}

/** One answer, or several that an accepted loss explains: revisions that say why, or dead letters, which have none. */
function mayBeAgain({ cuts = [] }: ObservedEvent, answers: readonly Answer[]): boolean {
  if (answers.length <= 1) {
    return true;
  }
  const outcomes = answers
    .flatMap(({ outcome }) => outcome ?? [])
    .toSorted((one, other) => one.outcome.revision - other.outcome.revision);
  if (outcomes.length === 0) {
    // Each time that such a record is read again, by a lane or by a replay, it is another dead letter.
    return cuts.length > 0;
  }
  return (
    outcomes.length === answers.length &&
    answers.length <= cuts.length + 1 &&
    outcomes.every((later, n) => {
      const earlier = outcomes[n - 1];
      return earlier === undefined || mayFollow(earlier, later);
    })
  );
}

function describeAnswer({ origin, outcome }: Answer): string {
  return outcome
    ? `revision ${outcome.outcome.revision} (${outcome.outcome.status}) of ${origin}`
    : `a dead letter of ${origin}`;
}

function isAsExpected({ status, failure, steps }: RevocationCompleted, expected: Expected): boolean {
  switch (expected.kind) {
    case 'completed':
      return status === 'completed' || (status === 'partial' && steps.some(isLeft));
    case 'failed':
      return status === 'failed' && failure?.code === expected.code;
    case 'unknown-session':
      return status === 'completed'
        ? steps.every((step) => 'certainty' in step && step.certainty === 'inferred')
        : failure?.code === 'session-not-found';
    case 'dead-letter':
      return false;
  }
}

/** What is alive is said. */
export function isLeft(step: OutcomeStep): boolean {
  return 'left' in step && (step.left ?? 0) > 0;
}

const nameOf = ({ identity, records }: ObservedEvent): string => `event ${identity} (${records[0] ?? ''})`;
