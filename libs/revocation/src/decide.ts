import type { Action, Fact } from './actions.js';
import type { OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { RevocationPolicy } from './policy.js';
import { isSettled, userIdOf, type Revocation } from './revocation.js';
import type { SessionStep } from './sessions/session-step.js';
import type { UserSessionsStep } from './sessions/user-sessions-step.js';

/**
 * What can be done now. Steps run beside each other ("quick steps never wait for
 * a job"), except tokens of one application, whose first answer often covers the
 * rest, and sessions, which end after the tokens.
 *
 * What is held has no action either: an operator's decision moves it.
 *
 * A step whose call is under way has no action: its phase says so, and only a
 * fact moves it.
 */
export function decide(revocation: Revocation, policy: RevocationPolicy): readonly Action[] {
  if (revocation.steps.every(isSettled)) {
    return [{ kind: 'settle' }];
  }
  if (revocation.hold) {
    return [];
  }
  const userId = userIdOf(revocation);
  const isUserAwaited = revocation.steps.some((step) => step.kind === 'find-user' && !isSettled(step));
  const isOnlyIdentified = isUserAwaited && policy.identifyUsers === 'first';
  const busy = new Set<string>();
  const isSessionsTurn = !revocation.steps.some(holdsUpSessions);
  return revocation.steps.flatMap((step, index): readonly Action[] => {
    if (isOnlyIdentified && step.kind !== 'find-user') {
      return [];
    }
    switch (step.kind) {
      case 'find-user':
        return step.phase.at === 'ready'
          ? [{ kind: 'find-user', step: index, by: step.by, value: step.value }]
          : [];
      case 'oauth-token':
        return oauthAction(step, index, busy, policy);
      case 'session':
        return isSessionsTurn ? sessionAction(step, index) : [];
      case 'user-sessions':
        return isSessionsTurn && userId !== undefined ? userSessionsAction(step, index, userId) : [];
      case 'oath-tokens':
        return oathAction(step, index, { userId, isUserAwaited });
      case 'skipped':
        return [];
    }
  });
}

/** "Tokens first, then sessions" — but a token whose application is refused may wait for long. */
function holdsUpSessions(step: Revocation['steps'][number]): boolean {
  return step.kind === 'oauth-token' && step.phase.at !== 'settled' && step.phase.refusedSince === undefined;
}

function oathAction(
  { phase, forceUnpair }: OathTokensStep,
  step: number,
  { userId, isUserAwaited }: { readonly userId: string | undefined; readonly isUserAwaited: boolean },
): readonly Action[] {
  switch (phase.at) {
    case 'finding': {
      const { search } = phase;
      return isUserAwaited ? [] : [{ kind: 'find-oath-tokens', step, search, ...(userId && { userId }) }];
    }
    case 'ready':
      return [{ kind: 'submit-oath', step, group: phase.group, forceUnpair }];
    case 'polling': {
      const { group, jobId, jobTotal, submittedAt, deadline } = phase;
      return [{ kind: 'poll-oath', step, group, jobId, jobTotal, submittedAt, deadline }];
    }
    case 'reading-back': {
      const { group, because } = phase;
      const notBefore = 'notBefore' in because ? because.notBefore : 0;
      return [{ kind: 'read-back', step, tokenIds: group.tokenIds, notBefore, because: because.kind }];
    }
    case 'submitting':
    case 'settled':
      return [];
  }
}

function oauthAction(
  { phase }: OauthTokenStep,
  step: number,
  busy: Set<string>,
  policy: RevocationPolicy,
): readonly Action[] {
  if (phase.at === 'settled' || busy.has(phase.clientId)) {
    return [];
  }
  busy.add(phase.clientId);
  if (phase.at === 'calling') {
    return [];
  }
  const { refusedSince } = phase;
  const until = refusedSince === undefined ? {} : { until: refusedSince + policy.credentialsDeadlineMs };
  return [{ kind: 'revoke-token', step, pending: phase, ...until }];
}

function sessionAction({ phase, sessionId }: SessionStep, step: number): readonly Action[] {
  switch (phase.at) {
    case 'ready':
      return [{ kind: 'end-session', step, sessionId }];
    case 'verifying':
      return [{ kind: 'verify-session', step, sessionId }];
    case 'calling':
    case 'settled':
      return [];
  }
}

function userSessionsAction({ phase }: UserSessionsStep, step: number, userId: string): readonly Action[] {
  switch (phase.at) {
    case 'ready':
      return [{ kind: 'list-sessions', step, userId }];
    case 'listed':
      return [{ kind: 'end-user-sessions', step, userId, sessionIds: phase.sessionIds }];
    case 'verifying':
      return [{ kind: 'verify-user-sessions', step, userId, round: phase.round ?? 1 }];
    case 'calling':
    case 'settled':
      return [];
  }
}

/**
 * The facts that a new owner must assume of calls that were under way when the
 * process before it ended: it never learns their answers.
 */
export function interruptedCalls(revocation: Revocation): readonly Fact[] {
  return revocation.steps.flatMap((step, index): readonly Fact[] => {
    switch (step.kind) {
      case 'oath-tokens':
        return step.phase.at === 'submitting' ? [{ step: index, kind: 'oath-submit-unknown' }] : [];
      case 'oauth-token':
        return step.phase.at === 'calling' ? [{ step: index, kind: 'oauth-unknown' }] : [];
      case 'session':
        return step.phase.at === 'calling' ? [{ step: index, kind: 'session-unknown' }] : [];
      case 'user-sessions':
        return step.phase.at === 'calling' ? [{ step: index, kind: 'sessions-unknown' }] : [];
      case 'find-user':
      case 'skipped':
        return [];
    }
  });
}

/** The tokens of a step that are in a job at the moment, or may be: they must not go into another. */
export function groupInJob(revocation: Revocation, step: number): readonly string[] {
  const planned = revocation.steps[step];
  if (planned?.kind !== 'oath-tokens') {
    return [];
  }
  const { phase } = planned;
  switch (phase.at) {
    case 'submitting':
    case 'polling':
    case 'reading-back':
      return phase.group.tokenIds;
    case 'finding':
    case 'ready':
    case 'settled':
      return [];
  }
}
