import type { EvidenceItem, Failure } from '#libs/contracts';
import type { Fact } from './actions.js';
import { afterInternalError } from './internal-error.js';
import { evolveOathTokens } from './oath-tokens/evolve-oath-tokens.js';
import type { OathTokensFact } from './oath-tokens/oath-tokens-facts.js';
import { coveredBy, evolveOauthToken } from './oauth-token/evolve-oauth-token.js';
import type { OauthTokenFact, OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { RevocationPolicy } from './policy.js';
import type { Circumstances } from './newer-than.js';
import { accountOf, isSettled, type Revocation, type Step } from './revocation.js';
import { evolveUserSessions } from './sessions/evolve-user-sessions.js';
import { evolveSession, type SessionFact } from './sessions/session-step.js';
import type { UserSessionsFact } from './sessions/user-sessions-step.js';
import { withdraw } from './decisions.js';
import { evolveFindUser, type FindUserFact } from './find-user.js';

/** The state after a fact. Total: a fact about a step of another kind, or one that comes too late, changes nothing. */
export function evolve(revocation: Revocation, fact: Fact, policy: RevocationPolicy): Revocation {
  const step = revocation.steps[fact.step];
  if (fact.kind === 'internal-error') {
    return step && !isSettled(step)
      ? afterInternalError(revocation, fact.step, (state, next) => evolve(state, next, policy))
      : revocation;
  }
  const evolved = step && evolveStep(step, fact, revocation, policy);
  if (!evolved || evolved === step) {
    return revocation;
  }
  const steps = consequences(revocation.steps.with(fact.step, evolved), { evolved, fact, policy });
  const after = { ...revocation, steps, evidence: withEvidence(revocation.evidence, fact) };
  // What comes back unsent after it was taken back is not begun again.
  return revocation.withdrawn ? withdraw(after, revocation.withdrawn) : after;
}

function evolveStep(step: Step, fact: Fact, revocation: Revocation, policy: RevocationPolicy): Step {
  switch (step.kind) {
    case 'find-user':
      return isAbout<FindUserFact>(fact, 'user-') ? evolveFindUser(step, fact) : step;
    case 'oauth-token': {
      const siblings = revocation.steps.filter((other) => other.kind === 'oauth-token');
      return isAbout<OauthTokenFact>(fact, 'oauth-') ? evolveOauthToken(step, fact, siblings) : step;
    }
    case 'session':
      return isAbout<SessionFact>(fact, 'session-') ? evolveSession(step, fact, policy) : step;
    case 'user-sessions':
      return isAbout<UserSessionsFact>(fact, 'sessions-')
        ? evolveUserSessions(step, fact, circumstancesOf(revocation), policy)
        : step;
    case 'oath-tokens':
      return isAbout<OathTokensFact>(fact, 'oath-')
        ? evolveOathTokens(step, fact, policy, circumstancesOf(revocation))
        : step;
    case 'skipped':
      return step;
  }
}

function circumstancesOf(revocation: Revocation): Circumstances {
  const account = accountOf(revocation);
  return account ? { ...revocation, account } : revocation;
}

/** Facts are named after the kind of step that they are about. */
function isAbout<Kind extends { readonly kind: string }>(
  fact: Fact,
  prefix: `${'user' | 'oauth' | 'session' | 'sessions' | 'oath'}-`,
): fact is Fact & Kind {
  return fact.kind.startsWith(prefix);
}

interface Change {
  readonly evolved: Step;
  readonly fact: Fact;
  readonly policy: RevocationPolicy;
}

/** What the end of one step means for others. */
function consequences(steps: readonly Step[], { evolved, fact, policy }: Change): readonly Step[] {
  switch (fact.kind) {
    case 'oauth-revoked':
      return steps.map((other) =>
        other.kind === 'oauth-token' && evolved.kind === 'oauth-token' ? covered(other, evolved) : other,
      );
    case 'oauth-unsupported':
      return evolved.kind === 'oauth-token' ? [...steps, ...fallback(steps, evolved, policy)] : steps;
    case 'user-not-found':
      return steps.map((other) => withoutUser(other, fact.failure));
    default:
      return steps;
  }
}

/**
 * "Where a sid is known, ending the session is the fallback": once a session, and
 * not where it is ended anyway. Behind the other steps, whose places never change.
 */
function fallback(
  steps: readonly Step[],
  { sid, phase }: OauthTokenStep,
  policy: RevocationPolicy,
): readonly Step[] {
  const isCalledFor =
    policy.tokenFallback === 'end-session' && phase.at === 'settled' && phase.status === 'not-revocable';
  const isEndedAnyway = steps.some(
    (step) => step.kind === 'user-sessions' || (step.kind === 'session' && step.sessionId === sid),
  );
  return sid === undefined || !isCalledFor || isEndedAnyway
    ? []
    : [{ kind: 'session', sessionId: sid, phase: { at: 'ready', unacknowledged: false } }];
}

function covered(other: OauthTokenStep, revoked: OauthTokenStep): OauthTokenStep {
  return coveredBy(revoked, other)
    ? {
        ...other,
        phase: { at: 'settled', status: 'done', certainty: 'confirmed', coveredBy: revoked.tokenSha256 },
      }
    : other;
}

/** Steps that could only begin once the user is known. */
function withoutUser(step: Step, failure: Failure): Step {
  if (step.kind === 'user-sessions') {
    return { ...step, phase: { at: 'settled', ended: null, failure } };
  }
  if (step.kind === 'oath-tokens' && step.phase.at === 'finding' && step.phase.search.by === 'user') {
    return { ...step, failure, phase: { at: 'settled' } };
  }
  return step;
}

function withEvidence(evidence: readonly EvidenceItem[], fact: Fact): readonly EvidenceItem[] {
  // Not spread: V8 would leave room for sixteen more, in each of a hundred thousand open revocations.
  return 'evidence' in fact && fact.evidence !== undefined ? evidence.concat(fact.evidence) : evidence;
}
