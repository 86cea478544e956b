import type { EvidenceItem, Failure } from '#libs/contracts';
import type { Fact } from './facts.js';
import { evolveOathTokens } from './oath-tokens/evolve-oath-tokens.js';
import type { OathTokensFact } from './oath-tokens/oath-tokens-facts.js';
import { coveredBy, evolveOauthToken } from './oauth-token/evolve-oauth-token.js';
import type { OauthTokenFact } from './oauth-token/oauth-token-facts.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { RevocationPolicy } from './policy.js';
import type { Revocation, Step } from './revocation.js';
import { evolveSession, type SessionFact } from './sessions/session-step.js';
import { evolveUserSessions, type UserSessionsFact } from './sessions/user-sessions-step.js';
import { withdraw } from './withdraw.js';
import { evolveFindUser, type FindUserFact } from './user/find-user.js';

/** The state after a fact. Total: a fact about a step of another kind, or one that comes too late, changes nothing. */
export function evolve(revocation: Revocation, fact: Fact, policy: RevocationPolicy): Revocation {
  const step = revocation.steps[fact.step];
  const evolved = step && evolveStep(step, fact, revocation, policy);
  if (!evolved || evolved === step) {
    return revocation;
  }
  const steps = consequences(revocation.steps.with(fact.step, evolved), evolved, fact);
  const after = { ...revocation, steps, evidence: withEvidence(revocation.evidence, fact) };
  // What comes back unsent after it was taken back is not begun again.
  return revocation.withdrawn ? withdraw(after, revocation.withdrawn) : after;
}

function evolveStep(step: Step, fact: Fact, { event, steps }: Revocation, policy: RevocationPolicy): Step {
  switch (step.kind) {
    case 'find-user':
      return isAbout<FindUserFact>(fact, 'user-') ? evolveFindUser(step, fact) : step;
    case 'oauth-token': {
      const siblings = steps.filter((other) => other.kind === 'oauth-token');
      return isAbout<OauthTokenFact>(fact, 'oauth-') ? evolveOauthToken(step, fact, siblings) : step;
    }
    case 'session':
      return isAbout<SessionFact>(fact, 'session-') ? evolveSession(step, fact) : step;
    case 'user-sessions':
      return isAbout<UserSessionsFact>(fact, 'sessions-') ? evolveUserSessions(step, fact, event) : step;
    case 'oath-tokens':
      return isAbout<OathTokensFact>(fact, 'oath-') ? evolveOathTokens(step, fact, policy, event) : step;
    case 'skipped':
      return step;
  }
}

/** Facts are named after the kind of step that they are about. */
function isAbout<Kind extends { readonly kind: string }>(
  fact: Fact,
  prefix: `${'user' | 'oauth' | 'session' | 'sessions' | 'oath'}-`,
): fact is Fact & Kind {
  return fact.kind.startsWith(prefix);
}

/** What the end of one step means for others. */
function consequences(steps: readonly Step[], evolved: Step, fact: Fact): readonly Step[] {
  if (evolved.kind === 'oauth-token' && fact.kind === 'oauth-revoked') {
    return steps.map((other) => (other.kind === 'oauth-token' ? covered(other, evolved) : other));
  }
  return fact.kind === 'user-not-found' ? steps.map((other) => withoutUser(other, fact.failure)) : steps;
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
  return 'evidence' in fact && fact.evidence !== undefined ? [...evidence, fact.evidence] : evidence;
}
