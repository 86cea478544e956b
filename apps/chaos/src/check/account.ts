import type { FailureCode, OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { Expected } from '../load/item.js';
import type { Observed, ObservedEvent } from './observed.js';

/** "consumed = outcomes + dead letters + ignored + open", from the topics alone, and by name what is wrong. */
export interface Account {
  /** Records of the input topics. */
  readonly consumed: number;
  readonly outcomes: number;
  readonly deadLetters: number;
  /** Copies of events. */
  readonly ignored: number;
  /** Events without an answer. */
  readonly missing: readonly string[];
  /** Events with more than one. */
  readonly repeated: readonly string[];
  /** Answered otherwise than they must be, or answered although they never came. */
  readonly wrong: readonly string[];
}

interface Answer {
  readonly origin: string;
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
  return {
    consumed: byPlace.size + strangers.length,
    outcomes: outcomes.length,
    deadLetters: deadLetters.length,
    ignored: events.reduce((sum, { records }) => sum + records.length - 1, 0),
    missing: events.filter((event) => !byEvent.has(event)).map(nameOf),
    repeated: events.filter((event) => (byEvent.get(event)?.length ?? 0) > 1).map(nameOf),
    wrong: [
      ...lost.map(({ origin }) => `an answer to ${origin}, where there is no event`),
      ...strangers.map((place) => `${place} was published by nobody`),
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
    ...outcomes.map(({ origin, outcome }): Answer => ({
      origin,
      complaint: ({ item: { expected, eventId } }) => {
        const { status, failure, eventId: answered } = outcome;
        const told = `${status}${failure ? ` (${failure.code})` : ''}`;
        if (eventId !== undefined && answered !== eventId) {
          return `the outcome names event ${answered}`;
        }
        const isExcused =
          failure !== undefined && expected.kind === 'completed' && excused.includes(failure.code);
        return isExcused || isAsExpected(outcome, expected)
          ? undefined
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
