import type { TopicRange } from '#libs/kafka';
import { isAccepted, type LedgerBound, lossOf } from '#libs/lanes';
import type { LaneProjection } from './ledger-projection.js';

export interface LostData {
  readonly lane: number;
  /** What it was known to reach. */
  readonly end: bigint;
  /** Completes a sentence that begins with the ledger. */
  readonly how: string;
}

/** Lanes whose ledger has lost data, by what it says itself and by what the group's offsets remember. */
export function lostData(
  lanes: readonly LaneProjection[],
  known: ReadonlyMap<number, LedgerBound>,
  ends: readonly Pick<TopicRange, 'partition' | 'until'>[] = [],
): readonly LostData[] {
  return lanes.flatMap(({ lane, lost, loss, readFrom, readUntil }) => {
    const bound = known.get(lane);
    if (lost) {
      const end = bound && bound.end > lost.end ? bound.end : lost.end;
      return { lane, end, how: `${lost.how} (since ${lost.at})` };
    }
    // The last transaction may not have been visible yet when the lane was read.
    const { until = readUntil } = ends.find(({ partition }) => partition === lane) ?? {};
    const found = { landedAt: until, start: readFrom, topicId: undefined, clusterId: undefined };
    const how = bound && !isAccepted(loss, bound, found) ? lossOf(bound, found) : undefined;
    return bound && how !== undefined ? { lane, end: bound.end, how } : [];
  });
}
