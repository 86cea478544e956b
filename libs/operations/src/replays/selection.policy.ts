import type { TopicRange } from '#libs/kafka';
import type { LaneRecord } from '#libs/lanes';
import { rangesOf } from './offset-ranges.js';

/** A range and the filter that a command has. */
export interface Selected extends TopicRange {
  readonly keys?: readonly string[];
}

/**
 * The fewest commands that carry out the wanted records of a range and none of the
 * others: one a partition, with a filter of keys, where keys tell them apart; else
 * one for each run of adjacent offsets.
 */
export function selectRecords(
  wanted: readonly LaneRecord[],
  others: readonly LaneRecord[],
): readonly Selected[] {
  const keysOfOthers = new Set(others.map(nameOfKey));
  return [...Map.groupBy(wanted, ({ partition }) => partition).values()].flatMap((records) => {
    const keys = [...new Set(records.map(nameOfKey))];
    const [first, last] = [records[0], records.at(-1)];
    // A command cannot name "no key".
    const isTold = records.every(({ key }) => key !== null) && keys.every((key) => !keysOfOthers.has(key));
    if (!first || !last || !isTold) {
      return rangesOf(records);
    }
    const { topic, partition } = first;
    return [
      {
        topic,
        partition,
        from: first.offset,
        until: last.offset + 1n,
        keys: keys.map((key) => key.slice(key.indexOf('/') + 1)),
      },
    ];
  });
}

function nameOfKey({ partition, key }: LaneRecord): string {
  return `${partition}/${key?.toString('utf8') ?? ''}`;
}

/** What has been read in its turn: a replay that overtakes the rest would make it wait for spare budget. */
export function readAlready<Range extends TopicRange>(
  ranges: readonly Range[],
  positionOf: (partition: number) => bigint | undefined,
): readonly Range[] {
  return ranges.flatMap((range) => {
    const position = positionOf(range.partition) ?? range.until;
    const until = position < range.until ? position : range.until;
    return range.from < until ? [{ ...range, until }] : [];
  });
}
