import type { Action } from './actions.js';
import type { Fact } from './facts.js';
import type { OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { RevocationPolicy } from './policy.js';
import { isSettled, type Revocation } from './revocation.js';

/**
 * What can be done now. Steps run beside each other ("quick steps never wait for
 * a job"), except tokens of one application: the first answer often covers the rest.
 *
 * A step whose call is under way has no action: its phase says so, and only a
 * fact moves it.
 */
export function decide(revocation: Revocation, policy: RevocationPolicy): readonly Action[] {
  if (revocation.steps.every(isSettled)) {
    return [{ kind: 'settle' }];
  }
  const busy = new Set<string>();
  return revocation.steps.flatMap((step, index): readonly Action[] => {
    switch (step.kind) {
      case 'oath-tokens':
        return oathAction(step, index);
      case 'oauth-token':
        return oauthAction(step, index, busy, policy);
      case 'session':
      case 'user-sessions':
      case 'oath-tokens-left':
        return [];
    }
  });
}

function oathAction({ phase, forceUnpair }: OathTokensStep, step: number): readonly Action[] {
  switch (phase.at) {
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
      case 'user-sessions':
      case 'oath-tokens-left':
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
  return phase.at === 'ready' || phase.at === 'settled' ? [] : phase.group.tokenIds;
}
