import {
  rollUp,
  type Failure,
  type OutcomeStep,
  type RevocationCompleted,
  type Warning,
} from '#libs/contracts';
import { oathOutcome } from './oath-tokens/oath-outcome.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import {
  accountOf,
  type Replay,
  revisionOf,
  type Revocation,
  type SkippedStep,
  type Step,
  userIdOf,
} from './revocation.js';
import { sessionOutcome, userSessionsOutcome } from './sessions/sessions-outcome.js';

/** Enough for an auditor; a job that was taken apart token by token may have made hundreds. */
const MAX_EVIDENCE = 50;

export interface OutcomeFacts {
  /** Epoch milliseconds. */
  readonly completedAt: number;
  /** For a revocation that is ended from outside (refused at intake, cancelled): the reason, whatever its steps came to. */
  readonly failure?: Failure;
}

/** The event that answers a revocation. Its steps are settled, or `failure` says why they were given up. */
export function toOutcome(
  revocation: Revocation,
  { completedAt, failure }: OutcomeFacts,
): RevocationCompleted {
  const { id, event, origin, receivedAt, replay, afterLoss } = revocation;
  const steps = revocation.steps.flatMap(outcomeSteps);
  const { status } = failure ? { status: 'failed' as const } : rollUp(steps.map((step) => step.status));
  const reason =
    failure ?? (status === 'completed' ? undefined : (rejection(revocation) ?? firstFailure(steps)));
  const { topic, partition, offset } = origin;
  const { traceparent: _, ...reference } = event;
  const userId = userIdOf(revocation);
  return {
    revocationId: id,
    revision: revisionOf(revocation),
    ...(replay?.supersedes === undefined ? {} : { supersedes: replay.supersedes }),
    ...reference,
    ...(userId === undefined ? {} : { userId }),
    status,
    ...totals(steps, failure),
    steps,
    ...(reason ? { failure: reason } : {}),
    ...warnings(revocation),
    evidence: revocation.evidence.slice(-MAX_EVIDENCE),
    receivedAt: new Date(receivedAt).toISOString(),
    completedAt: new Date(completedAt).toISOString(),
    ...exposure(event.occurredAt, completedAt),
    origin: { topic, partition, offset },
    ...holdNote(revocation),
    ...(replay ? { replay: replayNote(replay) } : {}),
    ...(afterLoss ? { mayRepeat: { because: 'ledger-lost-data', acceptedAt: afterLoss.acceptedAt } } : {}),
  };
}

function replayNote({ id, requestedAt, everything }: Replay): NonNullable<RevocationCompleted['replay']> {
  return { id, requestedAt, ...(everything && { everything }) };
}

/** Whoever is enabled can sign in again the moment after. */
function warnings(revocation: Revocation): Pick<RevocationCompleted, 'warnings'> {
  const all = [
    ...(accountOf(revocation)?.enabled === true ? [USER_ENABLED] : []),
    ...(revocation.origin.time === 'not-understood' ? [TIME_NOT_UNDERSTOOD] : []),
  ];
  return all.length > 0 ? { warnings: all } : {};
}

const TIME_NOT_UNDERSTOOD: Warning = {
  code: 'time-not-understood',
  message: 'The event says a time that cannot be understood; the timestamp of its record counts instead.',
};

const USER_ENABLED: Warning = {
  code: 'user-enabled',
  message: 'PingOne shows the account as enabled: the user can sign in again. Disable it first.',
};

/** What explains an exposure of days, and names who answers for it. */
function holdNote({ approved, dismissed, withdrawn }: Revocation): Pick<RevocationCompleted, 'hold'> {
  const ended = dismissed ?? approved;
  if (!ended) {
    return {};
  }
  const { reason, since, at: decidedAt, by } = ended;
  const decision = !dismissed
    ? 'approved'
    : withdrawn?.code === 'rejected-by-operator'
      ? 'rejected'
      : 'cancelled';
  const times = { since: new Date(since).toISOString(), decidedAt };
  return { hold: { reason, decision, ...times, ...(by === undefined ? {} : { by }) } };
}

function exposure(
  occurredAt: string | undefined,
  completedAt: number,
): Pick<RevocationCompleted, 'exposureMs' | 'clockSkewMs'> {
  const occurred = occurredAt === undefined ? NaN : Date.parse(occurredAt);
  if (Number.isNaN(occurred)) {
    return { exposureMs: null };
  }
  const exposureMs = completedAt - occurred;
  return exposureMs >= 0 ? { exposureMs } : { exposureMs: 0, clockSkewMs: -exposureMs };
}

function totals(
  steps: readonly OutcomeStep[],
  failure: Failure | undefined,
): Pick<RevocationCompleted, 'requested' | 'revoked' | 'remaining'> {
  const oath = steps.filter((step) => step.kind === 'oath-tokens');
  if (oath.length === 0 && failure && failure.code !== 'nothing-to-revoke') {
    // Refused before it was planned: what it would have come to was never worked out.
    return { requested: null, revoked: 0, remaining: null };
  }
  const sum = (counts: readonly (number | null)[]): number | null =>
    counts.reduce<number | null>(
      (total, count) => (total === null || count === null ? null : total + count),
      0,
    );
  return {
    requested: sum(oath.map(({ requested }) => requested)),
    revoked: sum(oath.map(({ revoked }) => revoked)),
    remaining: sum(oath.map(({ remaining }) => remaining)),
  };
}

/** Nothing of what was held was begun: the operator's decision is the reason, whatever a step had been missing. */
function rejection({ withdrawn }: Revocation): Failure | undefined {
  return withdrawn?.code === 'rejected-by-operator' ? withdrawn : undefined;
}

function firstFailure(steps: readonly OutcomeStep[]): Failure | undefined {
  return steps.find((step) => step.failure !== undefined)?.failure;
}

/** Every step but those that only served others. */
function outcomeSteps(step: Step): readonly OutcomeStep[] {
  switch (step.kind) {
    case 'find-user':
      return [];
    case 'oath-tokens':
      return [oathOutcome(step)];
    case 'oauth-token':
      return [oauthOutcome(step)];
    case 'session':
      return [sessionOutcome(step)];
    case 'user-sessions':
      return [userSessionsOutcome(step)];
    case 'skipped':
      return [skippedOutcome(step)];
  }
}

function skippedOutcome({ what }: SkippedStep): OutcomeStep {
  switch (what.kind) {
    case 'session':
      return { kind: 'session', status: 'skipped', sessionId: what.sessionId };
    case 'user-sessions':
      return { kind: 'user-sessions', status: 'skipped', ended: 0 };
    case 'oath-tokens': {
      const { requested, forceUnpair } = what;
      const counts = { requested, revoked: 0, gone: null, remaining: null };
      return { kind: 'oath-tokens', status: 'skipped', ...counts, jobIds: [], forceUnpair };
    }
  }
}

function oauthOutcome({ tokenSha256, clientId, phase }: OauthTokenStep): OutcomeStep {
  const reference = {
    kind: 'oauth-token',
    tokenSha256,
    ...(clientId === undefined ? {} : { clientId }),
  } as const;
  if (phase.at !== 'settled') {
    return { ...reference, status: phase.at === 'calling' ? 'unknown' : 'failed' };
  }
  switch (phase.status) {
    case 'done': {
      const { certainty, coveredBy } = phase;
      return { ...reference, status: 'done', certainty, ...(coveredBy === undefined ? {} : { coveredBy }) };
    }
    case 'not-revocable':
    case 'rejected':
    case 'failed':
      return { ...reference, status: phase.status, failure: phase.failure };
  }
}
