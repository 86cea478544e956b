import type { HoldReason } from '#libs/contracts';

/** Nothing is done about the event until an operator decides: held, not failed. */
export interface Hold {
  readonly reason: HoldReason;
  /** Epoch milliseconds. */
  readonly since: number;
  /** For people: what the guard saw. Names nobody. */
  readonly detail?: string;
}

/** When and by whom something was decided. */
export interface Decision {
  /** ISO 8601, as in the command. */
  readonly at: string;
  readonly by?: string;
}

/** The hold that a decision ended: it says nothing about another one. */
export type EndedHold = Decision & Pick<Hold, 'reason' | 'since'>;

export function endedBy({ reason, since }: Hold, { at, by }: Decision): EndedHold {
  return { reason, since, at, ...(by === undefined ? {} : { by }) };
}
