import { setTimeout as pause } from 'node:timers/promises';
import type { LaneHandle } from '#libs/lanes';

/** How long what could not be begun is left alone while membership is not proved fresh, in milliseconds. */
export const STALE_MEMBERSHIP_PAUSE = 250;

type Lane = Pick<LaneHandle<unknown>, 'mayAct' | 'signal'>;

/**
 * A lane that may not act for a while (a slow rebalance, an operator's stop) is
 * asked again and again, before a permit and a write-ahead are spent on a call
 * that would not be made: else each round would cost a transaction. All that
 * waits in a lane waits together: a whole backlog costs one timer.
 */
export class FreshMembership {
  readonly #waiting = new WeakMap<Lane, Promise<void>>();

  /** Resolves once the lane may act; rejects with the signal's reason when it is lost. */
  async wait(lane: Lane): Promise<void> {
    if (lane.mayAct()) {
      return;
    }
    const waiting = this.#waiting.get(lane) ?? this.#waitUntilFresh(lane);
    this.#waiting.set(lane, waiting);
    await waiting;
  }

  async #waitUntilFresh(lane: Lane): Promise<void> {
    try {
      do {
        await pause(STALE_MEMBERSHIP_PAUSE, undefined, { signal: lane.signal });
      } while (!lane.mayAct());
    } finally {
      this.#waiting.delete(lane);
    }
  }
}
