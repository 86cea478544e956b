import type { EvidenceItem, Failure } from '#libs/contracts';

/**
 * Who the event is about, where it names the user by something else than
 * PingOne's id. Not shown in the outcome: it only serves the steps that need the id.
 */
export interface FindUserStep {
  readonly kind: 'find-user';
  readonly by: 'username' | 'externalId';
  readonly value: string;
  readonly phase:
    | { readonly at: 'ready' }
    | { readonly at: 'settled'; readonly userId: string }
    | { readonly at: 'settled'; readonly failure: Failure };
}

export type FindUserFact =
  | { readonly kind: 'user-found'; readonly userId: string; readonly evidence: EvidenceItem }
  | { readonly kind: 'user-not-found'; readonly failure: Failure; readonly evidence?: EvidenceItem };

export function evolveFindUser(step: FindUserStep, fact: FindUserFact): FindUserStep {
  if (step.phase.at === 'settled') {
    return step;
  }
  switch (fact.kind) {
    case 'user-found':
      return { ...step, phase: { at: 'settled', userId: fact.userId } };
    case 'user-not-found':
      return { ...step, phase: { at: 'settled', failure: fact.failure } };
  }
}
