import { setTimeout as pause } from 'node:timers/promises';
import type { LaneHandle } from '#libs/lanes';

/** How long what could not be begun is left alone while membership is not proved fresh, in milliseconds. */
export const STALE_MEMBERSHIP_PAUSE = 250;

/**
 * A lane that may not act for a while (a slow rebalance, an operator's stop) is
 * asked again and again, before a permit and a write-ahead are spent on a call
 * that would not be made: else each round would cost a transaction.
 * Rejects with the signal's reason when the lane is lost.
 */
export async function untilMayAct(lane: Pick<LaneHandle<unknown>, 'mayAct' | 'signal'>): Promise<void> {
  while (!lane.mayAct()) {
    await pause(STALE_MEMBERSHIP_PAUSE, undefined, { signal: lane.signal });
  }
}
