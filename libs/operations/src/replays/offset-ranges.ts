import type { TopicRange } from '#libs/kafka';
import type { RecordPosition } from '../installation/record-position.js';

/** The fewest ranges that hold these offsets and no others: adjacent ones are one range. */
export function rangesOf(positions: readonly RecordPosition[]): readonly TopicRange[] {
  const ranges: { topic: string; partition: number; from: bigint; until: bigint }[] = [];
  for (const { topic, partition, offset } of positions.toSorted(inOrder)) {
    const last = ranges.at(-1);
    if (last?.topic === topic && last.partition === partition && offset <= last.until) {
      last.until = offset + 1n > last.until ? offset + 1n : last.until;
    } else {
      ranges.push({ topic, partition, from: offset, until: offset + 1n });
    }
  }
  return ranges;
}

/** The same with fewer requests, for a reader: ranges that are close to each other become one. */
export function closeTogether(ranges: readonly TopicRange[], gap: bigint): readonly TopicRange[] {
  const joined: TopicRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    const isClose = last?.topic === range.topic && last.partition === range.partition;
    if (isClose && range.from - last.until <= gap) {
      joined[joined.length - 1] = { ...last, until: range.until };
    } else {
      joined.push(range);
    }
  }
  return joined;
}

function inOrder(a: RecordPosition, b: RecordPosition): number {
  return (
    a.topic.localeCompare(b.topic) ||
    a.partition - b.partition ||
    (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0)
  );
}
