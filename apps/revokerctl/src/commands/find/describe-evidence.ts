import { type DeadLetterMatch, type RevocationMatch, whoOf } from '#libs/operations';
import { count, duration, place } from '../../cli/format.js';
import { describeFailure, describeStep, warningsOf } from '../../output/describe-outcome.js';

export interface EvidenceReport {
  readonly of: string;
  readonly madeAt: string;
  readonly sources: {
    readonly brokers: readonly string[];
    readonly ledger: string;
    readonly outcomes: string;
  };
  readonly revocations: readonly RevocationMatch[];
  readonly deadLetters: readonly DeadLetterMatch[];
}

export function describeEvidence({
  of,
  madeAt,
  sources,
  revocations,
  deadLetters,
}: EvidenceReport): readonly string[] {
  return [
    `Evidence of ${of}`,
    `made at ${madeAt} from ${sources.ledger} and ${sources.outcomes} on ${sources.brokers.join(', ')}`,
    '',
    ...revocations.flatMap(describeRevocation),
    ...deadLetters.flatMap(({ code, message, origin }) => [
      `Not understood as an event: ${place(origin)}, ${code}: ${message}`,
      '',
    ]),
    conclusionOf(revocations),
  ];
}

function describeRevocation(match: RevocationMatch, index: number): readonly string[] {
  const { eventType, eventId, eventSource, who, revocationId, lane, state, openedAt, outcome, published } =
    match;
  const { steps = [], places } = match;
  const lines: readonly Line[] = [
    ['event', `${eventId ?? 'unknown'} from ${eventSource ?? 'unknown'}`],
    ['revocation', `${revocationId}, lane ${lane}${outcome ? `, revision ${outcome.revision}` : ''}`],
    ...(outcome
      ? ofOutcome(outcome)
      : [['state', openedAt === undefined ? state : `${state} since ${openedAt}`] as const]),
    ...steps.map((step) => ['step', step] as const),
    ...answersOf(outcome?.evidence ?? match.evidence ?? []),
    ...places.events.map((at, n) => [n === 0 ? 'read at' : 'repeated at', place(at)] as const),
    ...(places.ledger ? [['ledger', place(places.ledger)] as const] : []),
    ...places.outcomes.map((at) => ['outcome', place(at)] as const),
    ...(published === undefined ? [] : [['agreement', AGREEMENT[published]] as const]),
  ];
  return [
    `${index + 1}. ${eventType ?? 'event'} of ${who ?? whoOf({})}`,
    ...lines.map(([name, text]) => `   ${name.padEnd(12)} ${text}`),
    '',
  ];
}

type Line = readonly [name: string, text: string];

const AGREEMENT: Readonly<Record<NonNullable<RevocationMatch['published']>, string>> = {
  same: 'the outcome in the topic is the one in the ledger',
  different: 'THE OUTCOME IN THE TOPIC IS NOT THE ONE IN THE LEDGER: see "revokerctl audit"',
  absent: 'the ledger holds the outcome; the topic does not (any more)',
};

function ofOutcome(outcome: NonNullable<RevocationMatch['outcome']>): readonly Line[] {
  const { environmentId, cause, initiatedBy, correlationId, occurredAt, receivedAt, completedAt } = outcome;
  const { exposureMs, clockSkewMs, status, failure, steps } = outcome;
  const optional = (name: string, text: string | undefined): readonly Line[] =>
    text === undefined ? [] : [[name, text]];
  return [
    ['environment', environmentId],
    ...optional('cause', cause),
    ...optional('asked by', initiatedBy),
    ...optional('correlation', correlationId),
    ...optional('occurred', occurredAt),
    ['received', receivedAt],
    ['completed', completedAt],
    ...optional('exposure', exposureMs === null ? undefined : duration(exposureMs)),
    ...optional('clock skew', clockSkewMs === undefined ? undefined : duration(clockSkewMs)),
    ['status', status],
    ...optional('failure', failure && describeFailure(failure)),
    ...steps.map((step): Line => ['step', describeStep(step)]),
    ...warningsOf(outcome).map((warning): Line => ['', warning]),
  ];
}

interface Answer {
  readonly operation?: string;
  readonly at?: string;
  readonly jobId?: string;
  readonly transactionId?: string;
  readonly correlationId?: string;
}

/** What to look up in PingOne's own audit log. */
function answersOf(evidence: readonly Answer[]): readonly Line[] {
  return evidence.map(({ operation, at, jobId, transactionId, correlationId }) => {
    const ids = [
      ...(jobId === undefined ? [] : [`job ${jobId}`]),
      ...(transactionId === undefined ? [] : [`transaction ${transactionId}`]),
      ...(correlationId === undefined ? [] : [`correlation ${correlationId}`]),
    ];
    return ['PingOne', `${at ?? ''} ${operation ?? ''}; ${ids.join(', ')}`];
  });
}

function conclusionOf(revocations: readonly RevocationMatch[]): string {
  const states = Map.groupBy(revocations, ({ state, outcome }) => outcome?.status ?? state);
  const parts = [...states].map(([state, group]) => `${group.length} ${state}`);
  const last = revocations
    .flatMap(({ outcome }) => (outcome ? [outcome.completedAt] : []))
    .toSorted()
    .at(-1);
  const when = last === undefined ? '' : `; the last outcome is of ${last}`;
  return `${count(revocations.length, 'revocation')}: ${parts.join(', ')}${when}.`;
}
