import {
  rollUp,
  type Failure,
  type OutcomeStep,
  type RevocationCompleted,
  type StepStatus,
} from '#libs/contracts';
import type { OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { Revocation, Step } from './revocation.js';

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
  const { id, event, origin, receivedAt } = revocation;
  const steps = revocation.steps.map(outcomeStep);
  const { status } = failure ? { status: 'failed' as const } : rollUp(steps.map((step) => step.status));
  const reason = failure ?? (status === 'completed' ? undefined : firstFailure(steps));
  const { topic, partition, offset } = origin;
  const { traceparent: _, ...reference } = event;
  return {
    revocationId: id,
    revision: 1,
    ...reference,
    status,
    ...totals(steps, failure),
    steps,
    ...(reason ? { failure: reason } : {}),
    evidence: revocation.evidence.slice(-MAX_EVIDENCE),
    receivedAt: new Date(receivedAt).toISOString(),
    completedAt: new Date(completedAt).toISOString(),
    ...exposure(event.occurredAt, completedAt),
    origin: { topic, partition, offset },
  };
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

function firstFailure(steps: readonly OutcomeStep[]): Failure | undefined {
  return steps.find((step) => step.failure !== undefined)?.failure;
}

function outcomeStep(step: Step): OutcomeStep {
  switch (step.kind) {
    case 'oath-tokens':
      return oathOutcome(step);
    case 'oauth-token':
      return oauthOutcome(step);
    case 'session':
      return { kind: 'session', status: 'skipped', sessionId: step.sessionId };
    case 'user-sessions':
      return { kind: 'user-sessions', status: 'skipped', ended: 0 };
    case 'oath-tokens-left': {
      const { requested, forceUnpair } = step;
      const counts = { requested, revoked: 0, gone: null, remaining: null };
      return { kind: 'oath-tokens', status: 'skipped', ...counts, jobIds: [], forceUnpair };
    }
  }
}

function oathOutcome(step: OathTokensStep): OutcomeStep {
  const { requested, revoked, gone, remaining, countedBy, jobIds, forceUnpair, failure } = step;
  const unknown = requested - gone - remaining;
  return {
    kind: 'oath-tokens',
    status: oathStatus({ gone, remaining, unknown }),
    requested,
    revoked,
    gone,
    remaining,
    ...(unknown > 0 ? { unknown } : {}),
    countedBy,
    jobIds,
    forceUnpair,
    ...(failure ? { failure } : {}),
  };
}

function oathStatus(counts: { gone: number; remaining: number; unknown: number }): StepStatus {
  if (counts.remaining === 0 && counts.unknown === 0) {
    return 'done';
  }
  if (counts.gone > 0) {
    return 'partial';
  }
  return counts.remaining > 0 ? 'failed' : 'unknown';
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
    case 'failed':
      return { ...reference, status: phase.status, failure: phase.failure };
  }
}
