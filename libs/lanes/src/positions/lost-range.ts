import type { LaneContext } from '../context/lane-context.js';
import type { LaneSource } from './partition-position.js';
import { isRecreated } from './recreated-topic.js';
import { OTHER_TOPIC } from './topic-watch.js';
import { pause } from '#libs/async';

/** A leader that has just changed may not know its own offsets yet: ask twice, this far apart. */
const CONFIRM_MS = 500;
const CHECK_MS = 10_000;

/**
 * A broker says that our position does not exist. It is believed only once
 * earliest and latest have confirmed it twice; then reading starts anew at the
 * earliest record, with an alarm: retention has eaten records that nobody has
 * read, or the topic is another one. What was known already is recognised.
 * True if the position was moved. Never rejects.
 */
export async function leaveLostRange<Entry>(
  context: Pick<LaneContext<Entry>, 'kafka' | 'log'>,
  source: LaneSource,
): Promise<boolean> {
  const { kafka, log } = context;
  const { topic, partition, position } = source;
  const asked = position.next;
  try {
    for (let confirmation = 0; confirmation < 2; confirmation++) {
      await pause(CONFIRM_MS * confirmation);
      const [earliest, latest] = await Promise.all([
        kafka.listOffset(topic, partition, 'earliest'),
        kafka.listOffset(topic, partition, 'latest'),
      ]);
      if (asked >= earliest && asked <= latest) {
        return confirmation === 1 && (await grewPast(context, source));
      }
      if (confirmation === 1 && position.next === asked) {
        log.error(
          {
            topic,
            partition,
            position: asked.toString(),
            earliest: earliest.toString(),
            latest: latest.toString(),
          },
          asked < earliest
            ? 'Records were deleted before they were read; reading goes on at the earliest there is'
            : 'The partition ends before our position: it was truncated or created anew, and is read from its beginning',
        );
        position.restart(earliest);
        return true;
      }
    }
  } catch (error) {
    log.warn(
      { topic, partition, cause: error instanceof Error ? error.message : 'unknown' },
      'A position may be out of range, but Kafka does not say what the range is',
    );
    await pause(CONFIRM_MS);
  }
  return false;
}

/** It was out of range, and is not any more: another topic may have been filled past our position meanwhile. */
async function grewPast(
  { kafka, log }: Pick<LaneContext<unknown>, 'kafka' | 'log'>,
  { topic, partition, position }: LaneSource,
): Promise<boolean> {
  const { next, stored } = position;
  const isAnother = await isRecreated({ kafka }, { topic, partition, stored }, AbortSignal.timeout(CHECK_MS));
  if (!isAnother || position.next !== next) {
    return false;
  }
  log.error({ topic, partition, position: next.toString() }, OTHER_TOPIC);
  position.restart(0n);
  return true;
}
