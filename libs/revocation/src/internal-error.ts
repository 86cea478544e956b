import type { Failure } from '#libs/contracts';
import { interruptedCalls } from './decide.js';
import type { Fact } from './actions.js';
import { add } from './oath-tokens/attribute.js';
import type { OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import type { Revocation, Step } from './revocation.js';

/** Exceptions of one step, over all its actions and all its owners, until it is given up. */
export const MOST_INTERNAL_ERRORS = 6;

const INTERNAL: Failure = {
  code: 'internal',
  message: 'A fault of the service ended this step, several times; its log says which.',
  retryable: true,
};

/**
 * What was under way has an unknown outcome, as after a crash, and the step goes on
 * from there. In the end it is given up, so that nothing is open for good (P1).
 */
export function afterInternalError(
  revocation: Revocation,
  step: number,
  evolve: (revocation: Revocation, fact: Fact) => Revocation,
): Revocation {
  const errors = (revocation.internalErrors?.[step] ?? 0) + 1;
  const interrupted = interruptedCalls(revocation).filter((fact) => fact.step === step);
  const after = {
    ...interrupted.reduce(evolve, revocation),
    internalErrors: { ...revocation.internalErrors, [step]: errors },
  };
  return errors < MOST_INTERNAL_ERRORS ? after : giveUp(after, step, evolve);
}

function giveUp(
  revocation: Revocation,
  index: number,
  evolve: (revocation: Revocation, fact: Fact) => Revocation,
): Revocation {
  const step = revocation.steps[index];
  switch (step?.kind) {
    case undefined:
    case 'skipped':
      return revocation;
    case 'find-user':
      return evolve(revocation, { step: index, kind: 'user-not-found', failure: INTERNAL });
    case 'oauth-token':
      return evolve(revocation, { step: index, kind: 'oauth-failed', failure: INTERNAL });
    case 'session':
      return step.phase.at === 'verifying'
        ? withStep(revocation, index, { ...step, phase: { at: 'settled' } })
        : evolve(revocation, { step: index, kind: 'session-failed', failure: INTERNAL });
    case 'user-sessions':
      return evolve(
        revocation,
        step.phase.at === 'verifying'
          ? { step: index, kind: 'sessions-verified', at: 0 }
          : { step: index, kind: 'sessions-failed', failure: INTERNAL },
      );
    case 'oath-tokens':
      return withStep(revocation, index, giveUpTokens(step));
  }
}

/** Those that were never sent remain; what became of the others is not known, nor how many of them were revoked. */
function giveUpTokens(step: OathTokensStep): OathTokensStep {
  const { phase } = step;
  const failure = step.failure ?? INTERNAL;
  switch (phase.at) {
    case 'settled':
      return step;
    case 'finding':
      return { ...step, failure, phase: { at: 'settled' } };
    case 'ready':
    case 'submitting':
    case 'polling':
    case 'reading-back': {
      const { tokenIds, inDoubt } = phase.group;
      const unsent = step.waiting.reduce((count, group) => count + group.tokenIds.length, 0);
      const isUnsent = phase.at === 'ready' && !inDoubt;
      const given = { ...step, waiting: [], failure, phase: { at: 'settled' } as const };
      return isUnsent
        ? { ...given, remaining: step.remaining + unsent + tokenIds.length }
        : {
            ...given,
            ...add(step, null, 'inferred'),
            remaining: step.remaining + unsent,
            unknown: step.unknown + tokenIds.length,
          };
    }
  }
}

function withStep(revocation: Revocation, index: number, step: Step): Revocation {
  return { ...revocation, steps: revocation.steps.with(index, step) };
}
