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
    | { readonly at: 'settled'; readonly userId: string; readonly account?: Account }
    | { readonly at: 'settled'; readonly failure: Failure };
}

/** What PingOne says of a user besides the id; what it does not show is absent. */
export interface Account {
  /** ISO 8601. */
  readonly createdAt?: string;
  /** Whether the person may sign in. */
  readonly enabled?: boolean;
}

export type FindUserFact =
  | {
      readonly kind: 'user-found';
      readonly userId: string;
      readonly account?: Account;
      readonly evidence: EvidenceItem;
    }
  | { readonly kind: 'user-not-found'; readonly failure: Failure; readonly evidence?: EvidenceItem };

export function evolveFindUser(step: FindUserStep, fact: FindUserFact): FindUserStep {
  if (step.phase.at === 'settled') {
    return step;
  }
  switch (fact.kind) {
    case 'user-found': {
      const { userId, account } = fact;
      return { ...step, phase: { at: 'settled', userId, ...(account && { account }) } };
    }
    case 'user-not-found':
      return { ...step, phase: { at: 'settled', failure: fact.failure } };
  }
}
