import type { EvidenceItem } from '#libs/contracts';
import type { Fact } from './facts.js';
import { evolveOathTokens } from './oath-tokens/evolve-oath-tokens.js';
import type { OathTokensFact } from './oath-tokens/oath-tokens-facts.js';
import { coveredBy, evolveOauthToken } from './oauth-token/evolve-oauth-token.js';
import type { OauthTokenFact } from './oauth-token/oauth-token-facts.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { RevocationPolicy } from './policy.js';
import type { Revocation, Step } from './revocation.js';

/** The state after a fact. Total: a fact about a step of another kind, or one that comes too late, changes nothing. */
export function evolve(revocation: Revocation, fact: Fact, policy: RevocationPolicy): Revocation {
  const steps = evolveSteps(revocation.steps, fact, policy);
  if (steps === revocation.steps) {
    return revocation;
  }
  return { ...revocation, steps, evidence: withEvidence(revocation.evidence, fact) };
}

function evolveSteps(steps: readonly Step[], fact: Fact, policy: RevocationPolicy): readonly Step[] {
  const step = steps[fact.step];
  if (step?.kind === 'oath-tokens' && isAboutOath(fact)) {
    const evolved = evolveOathTokens(step, fact, policy);
    return evolved === step ? steps : steps.with(fact.step, evolved);
  }
  if (step?.kind === 'oauth-token' && isAboutOauth(fact)) {
    const siblings = steps.filter((other) => other.kind === 'oauth-token');
    const evolved = evolveOauthToken(step, fact, siblings);
    return evolved === step ? steps : cover(steps.with(fact.step, evolved), evolved, fact);
  }
  return steps;
}

function cover(steps: readonly Step[], revoked: OauthTokenStep, fact: OauthTokenFact): readonly Step[] {
  if (fact.kind !== 'oauth-revoked') {
    return steps;
  }
  return steps.map((other) =>
    other.kind === 'oauth-token' && coveredBy(revoked, other)
      ? {
          ...other,
          phase: { at: 'settled', status: 'done', certainty: 'confirmed', coveredBy: revoked.tokenSha256 },
        }
      : other,
  );
}

function isAboutOath(fact: Fact): fact is Fact & OathTokensFact {
  return fact.kind.startsWith('oath-');
}

function isAboutOauth(fact: Fact): fact is Fact & OauthTokenFact {
  return fact.kind.startsWith('oauth-');
}

function withEvidence(evidence: readonly EvidenceItem[], fact: Fact): readonly EvidenceItem[] {
  if (!('evidence' in fact) || fact.evidence === undefined) {
    return evidence;
  }
  return [...evidence, fact.evidence];
}
