import type { EvidenceItem, Failure } from '#libs/contracts';
import type { RevocationPolicy } from '../policy.js';
import { isNewerThan, type Occurrence } from '../newer-than.js';
import type { SessionsReadBack } from './sessions-read-back.js';

/** All sessions of a user: at most ten, as PingOne keeps no more. */
export interface UserSessionsStep {
  readonly kind: 'user-sessions';
  readonly phase: UserSessionsPhase;
}

export type UserSessionsPhase =
  | { readonly at: 'ready' }
  | {
      readonly at: 'listed' | 'calling';
      /** Still to be ended. */
      readonly sessionIds: readonly string[];
      /** Calls of ours were never answered: a session that is not there any more was most likely ours. */
      readonly unacknowledged: boolean;
    }
  /** They were ended; policy wants that confirmed. */
  | {
      readonly at: 'verifying';
      readonly sessionIds: readonly string[];
      readonly ended: number;
      readonly failure?: Failure;
    }
  | {
      readonly at: 'settled';
      readonly ended: number | null;
      readonly failure?: Failure;
      readonly verified?: SessionsReadBack;
    };

export type UserSessionsFact =
  | {
      readonly kind: 'sessions-listed';
      /** Without those that have expired. */
      readonly sessions: readonly { readonly id: string; readonly createdAt?: string }[];
      readonly evidence: EvidenceItem;
    }
  /** The write-ahead of all of them. */
  | { readonly kind: 'sessions-ending' }
  | { readonly kind: 'sessions-not-ending' }
  | { readonly kind: 'sessions-unknown' }
  | {
      readonly kind: 'sessions-ended';
      readonly ended: number;
      /** Answered by 404. */
      readonly missing: number;
      readonly failure?: Failure;
      readonly evidence?: EvidenceItem;
    }
  /** Absent: PingOne did not show them. */
  | {
      readonly kind: 'sessions-verified';
      readonly verified?: SessionsReadBack;
      readonly evidence?: EvidenceItem;
    }
  | { readonly kind: 'sessions-failed'; readonly failure: Failure; readonly evidence?: EvidenceItem };

export function evolveUserSessions(
  step: UserSessionsStep,
  fact: UserSessionsFact,
  event: Occurrence,
  policy: RevocationPolicy,
): UserSessionsStep {
  const { phase } = step;
  if (phase.at === 'settled') {
    return step;
  }
  if (phase.at === 'verifying') {
    return fact.kind === 'sessions-verified' ? { ...step, phase: verified(phase, fact.verified) } : step;
  }
  if (fact.kind === 'sessions-failed') {
    return { ...step, phase: { at: 'settled', ended: null, failure: fact.failure } };
  }
  if (phase.at === 'ready') {
    return fact.kind === 'sessions-listed' ? { ...step, phase: listed(fact, event) } : step;
  }
  switch (fact.kind) {
    case 'sessions-listed':
    case 'sessions-verified':
      return step;
    case 'sessions-ending':
      return { ...step, phase: { ...phase, at: 'calling' } };
    case 'sessions-not-ending':
      return { ...step, phase: { ...phase, at: 'listed' } };
    case 'sessions-unknown':
      return { ...step, phase: { ...phase, at: 'listed', unacknowledged: true } };
    case 'sessions-ended': {
      const ended = fact.ended + (phase.unacknowledged ? fact.missing : 0);
      const failure = fact.failure ? { failure: fact.failure } : {};
      const { sessionIds } = phase;
      return policy.verify === 'always'
        ? { ...step, phase: { at: 'verifying', sessionIds, ended, ...failure } }
        : { ...step, phase: { at: 'settled', ended, ...failure } };
    }
  }
}

/** Sessions begun after the event are of somebody who is back (rehire). */
function listed(fact: UserSessionsFact & { kind: 'sessions-listed' }, event: Occurrence): UserSessionsPhase {
  const sessionIds = fact.sessions
    .filter(({ createdAt }) => !isNewerThan(event, createdAt))
    .map(({ id }) => id);
  return sessionIds.length === 0
    ? { at: 'settled', ended: 0 }
    : { at: 'listed', sessionIds, unacknowledged: false };
}

/** A session that PingOne still shows has not ended, whatever it answered. */
function verified(
  { sessionIds, ended, failure }: UserSessionsPhase & { at: 'verifying' },
  readBack: SessionsReadBack | undefined,
): UserSessionsPhase {
  if (!readBack) {
    return { at: 'settled', ended, ...(failure && { failure }) };
  }
  const reason = failure ?? (readBack.remaining > 0 ? STILL_SHOWN : undefined);
  return {
    at: 'settled',
    ended: Math.min(ended, sessionIds.length - readBack.remaining),
    ...(reason && { failure: reason }),
    verified: readBack,
  };
}

const STILL_SHOWN: Failure = {
  code: 'outcome-unknown',
  message: 'PingOne said that it has ended the sessions, and still shows some of them.',
  retryable: true,
};
