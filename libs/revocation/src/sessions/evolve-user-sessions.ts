import type { Failure } from '#libs/contracts';
import { sortOut, type Left } from '../left.js';
import { leftBecause, type Circumstances } from '../newer-than.js';
import type { RevocationPolicy } from '../policy.js';
import type {
  ListedSession,
  SessionRounds,
  UserSessionsFact,
  UserSessionsPhase,
  UserSessionsStep,
} from './user-sessions-step.js';

/** A person who signs in as fast as sessions are ended must not keep the step open for ever. */
export const MOST_ROUNDS = 3;

type Ending = UserSessionsPhase & { at: 'listed' | 'calling' };
type Verifying = UserSessionsPhase & { at: 'verifying' };

/** The only place that moves a step of sessions. A fact that does not fit the phase changes nothing. */
export function evolveUserSessions(
  step: UserSessionsStep,
  fact: UserSessionsFact,
  circumstances: Circumstances,
  policy: RevocationPolicy,
): UserSessionsStep {
  const { phase } = step;
  const to = (next: UserSessionsPhase): UserSessionsStep => ({ ...step, phase: next });
  switch (phase.at) {
    case 'settled':
      return step;
    case 'verifying':
      return fact.kind === 'sessions-verified' ? to(verified(phase, fact, circumstances, policy)) : step;
    case 'ready':
      switch (fact.kind) {
        case 'sessions-listed':
          return to(listed(fact.sessions, circumstances, policy));
        case 'sessions-failed':
          return to({ at: 'settled', ended: null, failure: fact.failure });
        default:
          return step;
      }
    case 'listed':
    case 'calling':
      return ending(step, phase, fact);
  }
}

function ending(step: UserSessionsStep, phase: Ending, fact: UserSessionsFact): UserSessionsStep {
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
    case 'sessions-ended':
      return { ...step, phase: ended(phase, fact) };
    case 'sessions-failed':
      return { ...step, phase: { at: 'settled', ended: null, failure: fact.failure } };
  }
}

function listed(
  sessions: readonly ListedSession[],
  circumstances: Circumstances,
  policy: RevocationPolicy,
): UserSessionsPhase {
  const { due, left } = sortOut(sessions, ({ createdAt }) => leftBecause(circumstances, createdAt, policy));
  return due.length === 0
    ? { at: 'settled', ended: 0, ...(left && { left }) }
    : { at: 'listed', sessionIds: due.map(({ id }) => id), unacknowledged: false, ...(left && { left }) };
}

/** "Once more before settling": who signed in meanwhile would stay signed in, and what is still there did not end. */
function ended(
  { sessionIds, unacknowledged, before = NO_ROUND, left }: Ending,
  fact: UserSessionsFact & { kind: 'sessions-ended' },
): Verifying {
  const gone = new Set(unacknowledged ? [...fact.ended, ...fact.missing] : fact.ended);
  const { uncounted = [], round = 0 } = before;
  const isCounted = (id: string): boolean => before.sessionIds.includes(id) && !uncounted.includes(id);
  const all = [...new Set([...before.sessionIds, ...sessionIds])];
  const isNew = (id: string): boolean => gone.has(id) && !isCounted(id);
  const still = all.filter((id) => !isCounted(id) && !gone.has(id));
  const isInferred = before.inferred ?? fact.inferred ?? (unacknowledged && fact.missing.some(isNew));
  return {
    at: 'verifying',
    sessionIds: all,
    ended: before.ended + sessionIds.filter(isNew).length,
    ...(isInferred && { inferred: true }),
    ...(still.length > 0 && { uncounted: still }),
    ...(round > 0 && { round: round + 1 }),
    ...(fact.failure && { failure: fact.failure }),
    ...(left && { left }),
  };
}

const NO_ROUND: SessionRounds = { sessionIds: [], ended: 0 };

function verified(
  phase: Verifying,
  { sessions, at }: UserSessionsFact & { kind: 'sessions-verified' },
  circumstances: Circumstances,
  policy: RevocationPolicy,
): UserSessionsPhase {
  const { sessionIds, ended: count, inferred, uncounted = [], round = 1, failure } = phase;
  if (!sessions) {
    const { left } = phase;
    const said = claimOf(count, sessionIds.length, inferred);
    return { at: 'settled', ...said, ...(failure && { failure }), ...(left && { left }) };
  }
  const isOurs = (id: string): boolean => sessionIds.includes(id);
  const { due, left } = sortOut(sessions, ({ id, createdAt }) =>
    // What was to be ended once is not left because the clock says something else now.
    isOurs(id) ? undefined : leftBecause(circumstances, createdAt, policy),
  );
  const ids = due.map(({ id }) => id);
  const shown = ids.filter(isOurs);
  // A session that PingOne still shows has not ended, whatever it answered.
  const wrong = shown.filter((id) => !uncounted.includes(id));
  if (ids.length > 0 && round < MOST_ROUNDS) {
    const before = {
      sessionIds,
      ended: count,
      ...(inferred && { inferred }),
      ...(uncounted.length > 0 && { uncounted }),
      round,
    };
    return { at: 'listed', sessionIds: ids, unacknowledged: false, before, ...(left && { left }) };
  }
  const appeared = ids.length - shown.length;
  const kept = remaining(left, appeared);
  const gone = sessionIds.length - shown.length;
  return {
    at: 'settled',
    ...claimOf(Math.max(0, count - wrong.length), gone, inferred),
    ...(shown.length > 0 && { failure: failure ?? STILL_SHOWN }),
    ...(kept && { left: kept }),
    verified: { at, gone, remaining: sessions.length },
  };
}

/** As for tokens: "none" is not said of sessions that were there, are gone, and may have been ended by another event of ours. */
function claimOf(
  ended: number,
  gone: number,
  inferred: true | undefined,
): Pick<UserSessionsPhase & { at: 'settled' }, 'ended' | 'certainty' | 'countUnknownBecause'> {
  if (ended > 0) {
    return { ended, certainty: inferred ? 'inferred' : 'confirmed' };
  }
  return gone > 0 ? { ended: null, countUnknownBecause: 'gone-before' } : { ended };
}

/** The more urgent reason names the whole: who appears again and again can sign in. */
function remaining(left: Left | undefined, appeared: number): Left | undefined {
  return appeared === 0 ? left : { count: (left?.count ?? 0) + appeared, because: 'signed-in-again' };
}

const STILL_SHOWN: Failure = {
  code: 'outcome-unknown',
  message: 'PingOne said that it has ended the sessions, and still shows some of them.',
  retryable: true,
};
