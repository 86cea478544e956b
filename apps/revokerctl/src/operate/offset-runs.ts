import type { TopicRange } from '#libs/kafka';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** The fewest ranges that hold these offsets and no others: adjacent ones are one range. */
export function runsOf(places: readonly Place[]): readonly TopicRange[] {
  const runs: { topic: string; partition: number; from: bigint; until: bigint }[] = [];
  for (const { topic, partition, offset } of places.toSorted(inOrder)) {
    const last = runs.at(-1);
    if (last?.topic === topic && last.partition === partition && offset <= last.until) {
      last.until = offset + 1n > last.until ? offset + 1n : last.until;
    } else {
      runs.push({ topic, partition, from: offset, until: offset + 1n });
    }
  }
  return runs;
}

/** The same with fewer requests, for who reads: ranges that are close to each other are read as one. */
export function closeTogether(runs: readonly TopicRange[], gap: bigint): readonly TopicRange[] {
  const joined: TopicRange[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const isClose = last?.topic === run.topic && last.partition === run.partition;
    if (isClose && run.from - last.until <= gap) {
      joined[joined.length - 1] = { ...last, until: run.until };
    } else {
      joined.push(run);
    }
  }
  return joined;
}

function inOrder(a: Place, b: Place): number {
  return (
    a.topic.localeCompare(b.topic) ||
    a.partition - b.partition ||
    (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0)
  );
}
