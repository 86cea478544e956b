import { setTimeout as pause } from 'node:timers/promises';
import { TopicRecorder } from '#libs/testbed';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';

const LOOK_MS = 250;
/** Longer than anything waits on purpose: a submit in doubt, a scope that is probed seldom. */
const NOTHING_NEW_FOR_MS = 90_000;
/** Whatever is answered twice is answered soon. */
const QUIET_MS = 2_000;

const AGAIN_AFTER_MS = 5_000;

/**
 * Waits until no instance has anything open and nothing more is published, or until nothing moves any more.
 *
 * @param answers so many outcomes and dead letters there must be at least
 * @param isAll whether nothing is missing, where the number does not tell; it reads all topics, and is asked last
 */
export async function settle(
  testbed: ChaosTestbed,
  answers: number,
  signal: AbortSignal,
  isAll: () => Promise<boolean> = async () => true,
): Promise<'settled' | 'stuck'> {
  const { kafka, topics, fleet } = testbed;
  await using watch = new TopicRecorder(kafka, [topics.completed, topics.deadLetter]);
  let seen = 0;
  let movedAt = Date.now();
  let askAt = 0;
  for (;;) {
    if (watch.records.length > seen) {
      seen = watch.records.length;
      movedAt = Date.now();
    }
    const quietMs = Date.now() - movedAt;
    if (seen >= answers && quietMs > QUIET_MS) {
      const gauges = await Promise.all(fleet.running.map((instance) => instance.gauges()));
      if (gauges.every(({ open }) => open === 0) && Date.now() >= askAt) {
        if (await isAll()) {
          return 'settled';
        }
        askAt = Date.now() + AGAIN_AFTER_MS;
      }
    }
    if (quietMs > NOTHING_NEW_FOR_MS) {
      return 'stuck';
    }
    await pause(LOOK_MS, undefined, { signal });
  }
}
