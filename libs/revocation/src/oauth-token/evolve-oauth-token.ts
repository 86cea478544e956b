import type { OauthPhase, OauthTokenFact, OauthTokenStep, Pending } from './oauth-token-step.js';

/** Moves one token. `siblings` are the other tokens of the event: PingOne revokes by session and application, not one by one. */
export function evolveOauthToken(
  step: OauthTokenStep,
  fact: OauthTokenFact,
  siblings: readonly OauthTokenStep[],
): OauthTokenStep {
  const { phase } = step;
  if (phase.at === 'settled') {
    return step;
  }
  switch (fact.kind) {
    case 'oauth-calling':
      return { ...step, phase: { ...phase, at: 'calling' } };
    case 'oauth-not-called':
      return { ...step, phase: { ...notRefused(phase), at: 'ready' } };
    case 'oauth-unknown':
      return phase.at === 'calling'
        ? { ...step, phase: { ...notRefused(phase), at: 'ready', unacknowledged: true } }
        : step;
    case 'oauth-refused':
      return { ...step, phase: { ...phase, at: 'ready', refusedSince: phase.refusedSince ?? fact.at } };
    case 'oauth-revoked':
      return { ...step, phase: { at: 'settled', status: 'done', certainty: 'confirmed' } };
    case 'oauth-unsupported':
      return { ...step, phase: unsupported(step, phase, siblings) };
    case 'oauth-failed':
      return { ...step, phase: { at: 'settled', status: 'failed', failure: fact.failure } };
  }
}

/** Something else than the credentials was in the way: an outage is no part of the time for which they are refused (P4). */
function notRefused({ refusedSince: _, ...pending }: Pending): Pending {
  return pending;
}

/** A 200 covers the event's other tokens of the same session and application: "it also revokes all associated access tokens". */
export function coveredBy(revoked: OauthTokenStep, other: OauthTokenStep): boolean {
  return (
    other.phase.at !== 'settled' &&
    revoked.sid !== undefined &&
    revoked.sid === other.sid &&
    revoked.clientId === other.clientId
  );
}

function unsupported(
  step: OauthTokenStep,
  pending: Pending,
  siblings: readonly OauthTokenStep[],
): OauthPhase {
  const alreadyOurs = pending.unacknowledged || siblings.some((sibling) => mayHaveRevoked(sibling, step));
  if (alreadyOurs) {
    return { at: 'settled', status: 'done', certainty: 'inferred' };
  }
  return {
    at: 'settled',
    status: 'not-revocable',
    failure: { code: 'token-not-revocable', message: pending.explanation, retryable: false },
  };
}

/** Another token of the same application was revoked by this event, and nothing says that it was of another session. */
function mayHaveRevoked(sibling: OauthTokenStep, step: OauthTokenStep): boolean {
  return (
    sibling !== step &&
    sibling.phase.at === 'settled' &&
    sibling.phase.status === 'done' &&
    sibling.clientId === step.clientId &&
    (sibling.sid === undefined || step.sid === undefined || sibling.sid === step.sid)
  );
}
