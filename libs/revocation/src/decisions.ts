import type { Failure, StepStatus } from '#libs/contracts';
import { endedBy, type Decision, type Hold } from './hold.js';
import type { OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import type { Revocation, Step } from './revocation.js';

export function hold(revocation: Revocation, because: Hold): Revocation {
  return { ...revocation, hold: because };
}

/** An operator has decided that it may go on; unchanged where it is not held. */
export function approve(revocation: Revocation, decision: Decision): Revocation {
  const { hold: lifted, ...rest } = revocation;
  return lifted ? { ...rest, approved: endedBy(lifted, decision) } : revocation;
}

/**
 * An operator takes a revocation back, or rejects it while it is held. Only what has not been sent yet can be:
 * what is under way runs to its end, so that the outcome says what it came to.
 *
 * @param decision when and by whom; absent where it is only applied once more
 */
export function withdraw(revocation: Revocation, failure: Failure, decision?: Decision): Revocation {
  const { hold, ...rest } = revocation;
  const dismissed = hold && decision ? { dismissed: endedBy(hold, decision) } : {};
  const steps = revocation.steps.map((step) => withdrawStep(step, failure));
  return { ...rest, ...dismissed, withdrawn: failure, steps };
}

function withdrawStep(step: Step, failure: Failure): Step {
  switch (step.kind) {
    case 'skipped':
      return step;
    case 'find-user':
      return step.phase.at === 'ready' ? { ...step, phase: { at: 'settled', failure } } : step;
    case 'oauth-token':
      return step.phase.at === 'ready' && !step.phase.unacknowledged
        ? { ...step, phase: { at: 'settled', status: 'rejected', failure } }
        : step;
    case 'session':
      return step.phase.at === 'ready' && !step.phase.unacknowledged
        ? { ...step, phase: { at: 'settled', failure } }
        : step;
    case 'user-sessions': {
      const { phase } = step;
      const isUnsent = phase.at === 'ready' || (phase.at === 'listed' && !phase.unacknowledged);
      const ended = phase.at === 'listed' ? (phase.before?.ended ?? 0) : 0;
      const left = phase.at === 'listed' && phase.left ? { left: phase.left } : {};
      return isUnsent ? { ...step, phase: { at: 'settled', ended, failure, ...left } } : step;
    }
    case 'oath-tokens':
      return withdrawOathTokens(step, failure);
  }
}

function withdrawOathTokens(step: OathTokensStep, failure: Failure): OathTokensStep {
  const { phase } = step;
  const waiting = step.waiting.reduce((count, { tokenIds }) => count + tokenIds.length, 0);
  switch (phase.at) {
    case 'settled':
      return step;
    case 'finding':
      return { ...step, failure, phase: { at: 'settled' } };
    case 'ready': {
      if (phase.group.inDoubt) {
        return step;
      }
      const remaining = step.remaining + phase.group.tokenIds.length + waiting;
      return { ...step, waiting: [], remaining, failure: step.failure ?? failure, phase: { at: 'settled' } };
    }
    case 'submitting':
    case 'polling':
    case 'reading-back':
      return waiting === 0
        ? step
        : { ...step, waiting: [], remaining: step.remaining + waiting, failure: step.failure ?? failure };
  }
}

/** What an operator has taken back did not fail. */
export function failedBy(failure: Failure | undefined): StepStatus {
  return failure?.code === 'cancelled-by-operator' || failure?.code === 'rejected-by-operator'
    ? 'rejected'
    : 'failed';
}
