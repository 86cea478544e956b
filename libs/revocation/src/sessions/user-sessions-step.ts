import type { EvidenceItem, Failure } from '#libs/contracts';
import { isNewerThan, type Occurrence } from '../newer-than.js';

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
  | { readonly at: 'settled'; readonly ended: number | null; readonly failure?: Failure };

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
  | { readonly kind: 'sessions-failed'; readonly failure: Failure; readonly evidence?: EvidenceItem };

export function evolveUserSessions(
  step: UserSessionsStep,
  fact: UserSessionsFact,
  event: Occurrence,
): UserSessionsStep {
  const { phase } = step;
  if (phase.at === 'settled') {
    return step;
  }
  if (fact.kind === 'sessions-failed') {
    return { ...step, phase: { at: 'settled', ended: null, failure: fact.failure } };
  }
  if (phase.at === 'ready') {
    return fact.kind === 'sessions-listed' ? { ...step, phase: listed(fact, event) } : step;
  }
  switch (fact.kind) {
    case 'sessions-listed':
      return step;
    case 'sessions-ending':
      return { ...step, phase: { ...phase, at: 'calling' } };
    case 'sessions-not-ending':
      return { ...step, phase: { ...phase, at: 'listed' } };
    case 'sessions-unknown':
      return { ...step, phase: { ...phase, at: 'listed', unacknowledged: true } };
    case 'sessions-ended': {
      const ended = fact.ended + (phase.unacknowledged ? fact.missing : 0);
      return { ...step, phase: { at: 'settled', ended, ...(fact.failure && { failure: fact.failure }) } };
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
