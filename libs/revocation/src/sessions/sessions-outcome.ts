import type { OutcomeStep, StepStatus } from '#libs/contracts';
import { failedBy } from '../decisions.js';
import { leftFailure, leftFields } from '../left.js';
import type { SessionStep } from './session-step.js';
import type { SessionsReadBack } from './sessions-read-back.js';
import type { UserSessionsStep } from './user-sessions-step.js';

/** One session, as the outcome shows it. */
export function sessionOutcome({ sessionId, phase }: SessionStep): OutcomeStep {
  if (phase.at !== 'settled') {
    return { kind: 'session', status: phase.at === 'ready' ? 'failed' : 'unknown', sessionId };
  }
  const { failure, verified, certainty } = phase;
  return {
    kind: 'session',
    status: failure ? failedBy(failure) : 'done',
    sessionId,
    ...(certainty ? { certainty } : {}),
    ...verification(verified),
    ...(failure ? { failure } : {}),
  };
}

/** The sessions of a user, as the outcome shows them. */
export function userSessionsOutcome({ phase }: UserSessionsStep): OutcomeStep {
  if (phase.at !== 'settled') {
    const isSent = phase.at === 'calling' || phase.at === 'verifying' || 'before' in phase;
    const left = 'left' in phase ? leftFields(phase.left) : {};
    return { kind: 'user-sessions', status: isSent ? 'unknown' : 'failed', ended: null, ...left };
  }
  const { ended, certainty, countUnknownBecause, failure, verified, left } = phase;
  const reason = failure ?? (left && leftFailure(left));
  return {
    kind: 'user-sessions',
    status: userSessionsStatus(phase),
    ended,
    ...(certainty ? { certainty } : {}),
    ...(countUnknownBecause ? { countUnknownBecause } : {}),
    ...leftFields(left),
    ...verification(verified),
    ...(reason ? { failure: reason } : {}),
  };
}

function userSessionsStatus({
  ended,
  failure,
  left,
}: UserSessionsStep['phase'] & { at: 'settled' }): StepStatus {
  if (failure) {
    return (ended ?? 0) > 0 ? 'partial' : failedBy(failure);
  }
  return left ? 'partial' : 'done';
}

function verification(readBack: SessionsReadBack | undefined): {
  readonly verified?: { readonly at: string; readonly gone: number; readonly remaining: number };
} {
  return readBack ? { verified: { ...readBack, at: new Date(readBack.at).toISOString() } } : {};
}
