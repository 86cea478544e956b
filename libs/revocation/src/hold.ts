import type { Revocation } from './revocation.js';

export type HoldReason = 'mass-deprovisioning' | 'protected-user';

/** Nothing is done about the event until an operator decides: held, not failed. */
export interface Hold {
  readonly reason: HoldReason;
  /** Epoch milliseconds. */
  readonly since: number;
  /** For people: what the guard saw. Names nobody. */
  readonly detail?: string;
}

export interface Approval {
  /** Of the hold that was lifted: it says nothing about another one. */
  readonly reason: HoldReason;
  /** ISO 8601, as in the command. */
  readonly at: string;
  readonly by?: string;
}

export function hold(revocation: Revocation, because: Hold): Revocation {
  return { ...revocation, hold: because };
}

/** An operator has decided that it may go on; unchanged where it is not held. */
export function approve(revocation: Revocation, { at, by }: Omit<Approval, 'reason'>): Revocation {
  const { hold: lifted, ...rest } = revocation;
  return lifted
    ? { ...rest, approved: { reason: lifted.reason, at, ...(by === undefined ? {} : { by }) } }
    : revocation;
}
