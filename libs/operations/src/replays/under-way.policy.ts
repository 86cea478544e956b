import type { TopicRange } from '#libs/kafka';
import type { ReplayCommand } from '#libs/lanes';
import { groupOf } from './replay-group.js';

/** What is asked for of these ranges. */
type Asked = Pick<ReplayCommand, 'mode' | 'everything'>;

type Selected = TopicRange & Pick<ReplayCommand, 'keys'>;

export interface Left<Range> {
  /** What no replay does yet, in the order of the ranges. */
  readonly ranges: readonly Range[];
  /** Names of the replays that do the rest. */
  readonly others: readonly string[];
}

/**
 * What is left of these ranges where replays are under way that do the same. The
 * end of a topic moves: asked for all of it a second time, a replay does only what
 * came in between.
 */
export function leaveUnderWay<Range extends Selected>(
  ranges: readonly Range[],
  { mode, everything }: Asked,
  underWay: readonly ReplayCommand[],
): Left<Range> {
  const others = new Set<string>();
  const left = ranges.flatMap((range) => {
    const same = underWay.filter(
      (command) => command.mode === mode && (command.everything || !everything) && overlaps(command, range),
    );
    same.forEach(({ id }) => others.add(groupOf(id)));
    return same.reduce<readonly Range[]>(
      (parts, command) => parts.flatMap((part) => without(part, command)),
      [range],
    );
  });
  return { ranges: left, others: [...others] };
}

/**
 * Names of the replays that do less of these ranges: what they have open is not known to
 * be settled, so that one of everything would pass it over.
 */
export function lesserUnderWay(
  ranges: readonly Selected[],
  underWay: readonly ReplayCommand[],
): readonly string[] {
  const lesser = underWay.filter(
    (command) => !command.everything && ranges.some((range) => overlaps(command, range)),
  );
  return [...new Set(lesser.map(({ id }) => groupOf(id)))];
}

/** Whether the command does some of the range. One that has no filter does what one with a filter would. */
function overlaps({ topic, partition, from, until, keys }: ReplayCommand, range: Selected): boolean {
  return (
    topic === range.topic &&
    partition === range.partition &&
    from < range.until &&
    range.from < until &&
    (keys === undefined || String(keys) === String(range.keys))
  );
}

function without<Range extends TopicRange>(range: Range, { from, until }: TopicRange): readonly Range[] {
  if (until <= range.from || range.until <= from) {
    return [range];
  }
  const before = range.from < from ? [{ ...range, until: from }] : [];
  const after = until < range.until ? [{ ...range, from: until }] : [];
  return [...before, ...after];
}
