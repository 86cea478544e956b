import type { Certainty, EvidenceItem, Failure } from '#libs/contracts';
import type { RevocationPolicy } from '../policy.js';
import type { SessionsReadBack } from './sessions-read-back.js';

/** One session, ended by its id (`POST …/sessions/{sid}`): the remedy for `session.terminated` where no token is known. */
export interface SessionStep {
  readonly kind: 'session';
  readonly sessionId: string;
  readonly phase:
    | { readonly at: 'ready' | 'calling'; readonly unacknowledged: boolean }
    /** It has ended; policy wants that confirmed. */
    | { readonly at: 'verifying' }
    | {
        readonly at: 'settled';
        /** How it is known to have ended; absent where it was not ended. */
        readonly certainty?: Certainty;
        readonly failure?: Failure;
        readonly verified?: SessionsReadBack;
      };
}

export type SessionFact =
  /** The write-ahead. */
  | { readonly kind: 'session-ending' }
  | { readonly kind: 'session-not-ending' }
  | { readonly kind: 'session-ended'; readonly evidence: EvidenceItem }
  | { readonly kind: 'session-missing'; readonly evidence: EvidenceItem }
  | { readonly kind: 'session-unknown' }
  /** `verified` absent: PingOne did not show whether it is gone. */
  | {
      readonly kind: 'session-verified';
      readonly verified?: SessionsReadBack;
      readonly evidence: EvidenceItem;
    }
  | { readonly kind: 'session-failed'; readonly failure: Failure; readonly evidence?: EvidenceItem };

const NOT_FOUND: Failure = {
  code: 'session-not-found',
  message: 'PingOne does not know the session: it has ended before, or never was.',
  retryable: false,
};

export function evolveSession(step: SessionStep, fact: SessionFact, policy: RevocationPolicy): SessionStep {
  const { phase } = step;
  if (phase.at === 'settled') {
    return step;
  }
  if (phase.at === 'verifying') {
    return fact.kind === 'session-verified'
      ? {
          ...step,
          phase: {
            at: 'settled',
            certainty: 'confirmed',
            ...(fact.verified && { verified: fact.verified }),
          },
        }
      : step;
  }
  switch (fact.kind) {
    case 'session-verified':
      return step;
    case 'session-ending':
      return { ...step, phase: { ...phase, at: 'calling' } };
    case 'session-not-ending':
      return { ...step, phase: { ...phase, at: 'ready' } };
    case 'session-unknown':
      return phase.at === 'calling' ? { ...step, phase: { at: 'ready', unacknowledged: true } } : step;
    case 'session-ended':
      return {
        ...step,
        phase: policy.verify === 'always' ? { at: 'verifying' } : { at: 'settled', certainty: 'confirmed' },
      };
    case 'session-missing':
      // "An unseen 404 is session-not-found, not success"; after a call of ours without an answer it is likely ours.
      return {
        ...step,
        phase: phase.unacknowledged
          ? { at: 'settled', certainty: 'inferred' }
          : { at: 'settled', failure: NOT_FOUND },
      };
    case 'session-failed':
      return { ...step, phase: { at: 'settled', failure: fact.failure } };
  }
}
