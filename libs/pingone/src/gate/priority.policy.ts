import type { BudgetUse } from './request-budget.js';
import type { Priority } from './request-gate.port.js';

/**
 * The order in which waiting calls are served.
 *
 * The most urgent class goes first. A class that could have been served and was
 * passed over as often as its patience allows goes before all others, once. So
 * under any load a class with patience p gets at least one of p + 8 permits (eight:
 * meanwhile others may have run out of theirs).
 *
 * Replays, and what else is not urgent, take only what is spare, unless their
 * patience has run out: live work that arrives does not find its turn taken (P8).
 */
export type PriorityClass = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Fetching a worker token: without it nothing else moves. */
export const CREDENTIALS_FIRST: PriorityClass = 0;

/** Most urgent first. */
export const PRIORITY_CLASSES: readonly PriorityClass[] = [0, 1, 2, 3, 4, 5, 6];

const PATIENCE: Readonly<Record<PriorityClass, number>> = {
  0: 0,
  1: 0, // session, ask
  2: 3, // session, act
  3: 4, // user, ask
  4: 16, // user, act
  5: 64, // replay, ask
  6: 128, // replay, act
};

export function classOf({ urgency, phase }: Priority): PriorityClass {
  switch (urgency) {
    case 'session':
      return phase === 'ask' ? 1 : 2;
    case 'user':
      return phase === 'ask' ? 3 : 4;
    case 'replay':
      return phase === 'ask' ? 5 : 6;
  }
}

export function useOf(priority: PriorityClass): BudgetUse {
  return priority >= 5 ? 'spare' : 'any';
}

/** Remembers how often each class was passed over. */
export class FairScheduler {
  readonly #passedOver: Record<PriorityClass, number> = { 0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0 };

  /**
   * Whose turn it is, if anybody's.
   *
   * @param servable the classes that have a call which may go now, most urgent first
   * @param heldBack those that could go if they did not take only what is spare
   */
  next(
    servable: readonly PriorityClass[],
    heldBack: readonly PriorityClass[] = [],
  ): PriorityClass | undefined {
    const all = [...servable, ...heldBack];
    const chosen = all.find((one) => one > 1 && this.#passedOver[one] >= PATIENCE[one]) ?? servable[0];
    if (chosen === undefined) {
      return undefined;
    }
    for (const one of all) {
      this.#passedOver[one] = one === chosen ? 0 : this.#passedOver[one] + 1;
    }
    return chosen;
  }
}
