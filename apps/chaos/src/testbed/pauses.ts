/** A lane that began to work with another instance. */
export interface LaneMove {
  readonly lane: number;
  /** Name of the instance. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * How long subscribers heard nothing of a lane while it moved: from the last
 * outcome of its former owner to the first one of the next. Whatever else held
 * the lane up in the meantime counts too, so it is never told too short.
 *
 * @param outcomesAt when outcomes were published, by lane
 * @returns milliseconds, the longest of all moves; undefined where a lane had no outcome before or after
 */
export function longestPause(
  moves: readonly Pick<LaneMove, 'lane' | 'at'>[],
  outcomesAt: ReadonlyMap<number, readonly number[]>,
): number | undefined {
  const pauses = moves.flatMap(({ lane, at }) => {
    const times = outcomesAt.get(lane) ?? [];
    const before = times.filter((time) => time < at);
    const after = times.filter((time) => time >= at);
    return before.length > 0 && after.length > 0 ? [Math.min(...after) - Math.max(...before)] : [];
  });
  return pauses.length > 0 ? Math.max(...pauses) : undefined;
}
