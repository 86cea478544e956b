import type { TopicRange } from '#libs/kafka';
import type { Terminal } from '../cli/terminal.js';

/**
 * Says where a range that was asked for by time may have begun before what
 * retention has left.
 *
 * @param asked where each partition has its first record of that time
 * @param left everything that is there
 */
export function sayWhatIsGone(
  terminal: Terminal,
  asked: readonly TopicRange[],
  left: readonly TopicRange[],
): void {
  const cut = asked.filter(({ partition, from }) => {
    const first = left[partition]?.from ?? 0n;
    return first > 0n && from === first;
  });
  const [first] = cut;
  if (first) {
    terminal.note(
      `Retention has removed what ${first.topic} held before (in ${cut.length} of ${left.length} partitions): there may have been more.`,
    );
  }
}
