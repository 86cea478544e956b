import { describeError, pause } from '#libs/async';
import type { LaneContext } from '../context/lane-context.js';
import type { LaneSource } from './partition-position.js';

/** Kafka did not say what the range is: soon it may. */
const AGAIN_MS = 500;

/**
 * A broker says that our position does not exist. Once that is confirmed, reading
 * starts anew at the earliest record, with an alarm: retention has removed records
 * before they were read, or the topic is another one. What was known already is recognised.
 *
 * @returns whether the position was moved. Never rejects.
 */
export async function leaveLostRange<Entry>(
  { kafka, log }: Pick<LaneContext<Entry>, 'kafka' | 'log'>,
  { topic, partition, position }: LaneSource,
): Promise<boolean> {
  const asked = position.next;
  try {
    const confirmed = await kafka.outOfRange(topic, partition, asked);
    if (!confirmed || position.next !== asked) {
      return false;
    }
    log.error(
      { topic, partition, position: asked.toString(), earliest: confirmed.earliest.toString() },
      confirmed.kind === 'before-the-beginning'
        ? 'Records were deleted before they were read; reading goes on at the earliest there is'
        : 'The partition ends before our position: it was truncated or created anew, and is read from its beginning',
    );
    position.restart(confirmed.earliest);
    return true;
  } catch (error) {
    log.warn(
      { topic, partition, cause: describeError(error) },
      'A position may be out of range, but Kafka does not say what the range is',
    );
    await pause(AGAIN_MS);
    return false;
  }
}
