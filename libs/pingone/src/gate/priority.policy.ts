import type { Priority } from './request-gate.port.js';

/**
 * The order in which waiting calls are served.
 *
 * The most urgent class goes first. A class that could have been served and was
 * passed over as often as its patience allows goes before all others, once. So
 * under any load a class with patience p gets at least one of p + 8 permits (eight:
 * meanwhile others may have run out of theirs).
 */
export type PriorityClass = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Fetching a worker token: without it nothing else moves. */
export const CREDENTIALS_FIRST: PriorityClass = 0;

/** Most urgent first. */
export const PRIORITY_CLASSES: readonly PriorityClass[] = [0, 1, 2, 3, 4, 5, 6];

const PATIENCE: Readonly<Record<PriorityClass, number>> = {
  0: 0,
  1: 0, // session, finish
  2: 3, // session, start
  3: 4, // user, finish
  4: 8, // user, start
  5: 16, // replay, finish
  6: 32, // replay, start
};

export function classOf({ urgency, phase }: Priority): PriorityClass {
  switch (urgency) {
    case 'session':
      return phase === 'finish' ? 1 : 2;
    case 'user':
      return phase === 'finish' ? 3 : 4;
    case 'replay':
      return phase === 'finish' ? 5 : 6;
  }
}

/** Remembers how often each class was passed over. */
export class Turns {
  readonly #passedOver: Record<PriorityClass, number> = { 0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0 };

  /** Whose turn it is; `servable`: the classes that have a call which may go now, most urgent first. */
  next(servable: readonly PriorityClass[]): PriorityClass | undefined {
    const chosen = servable.find((one) => one > 1 && this.#passedOver[one] >= PATIENCE[one]) ?? servable[0];
    for (const one of servable) {
      this.#passedOver[one] = one === chosen ? 0 : this.#passedOver[one] + 1;
    }
    return chosen;
  }
}
