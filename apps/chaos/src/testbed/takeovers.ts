import type { LaneMove } from './pauses.js';
import type { LogLine } from './service-log.js';

/** What is known of an instance where lanes move: its name, and what it has logged. */
interface Worker {
  readonly name: string;
  readonly log: { update(): readonly LogLine[] };
}

/** A lane that began to work. */
export interface Takeover<Instance> {
  readonly lane: number;
  readonly by: Instance;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Every time a lane began to work, in order, by what the instances said. */
export function takeoversOf<Instance extends Worker>(
  instances: readonly Instance[],
): readonly Takeover<Instance>[] {
  return instances
    .flatMap((by) =>
      by.log
        .update()
        .flatMap(({ message, lane, at }) =>
          message === 'Lane taken' && lane !== undefined ? [{ lane, by, at }] : [],
        ),
    )
    .sort((one, other) => one.at - other.at);
}

/** Which lanes an instance has: those that it took last. */
export function lanesOf<Instance>(
  takeovers: readonly Takeover<Instance>[],
  instance: Instance,
): readonly number[] {
  const owners = new Map(takeovers.map(({ lane, by }) => [lane, by]));
  return [...owners].flatMap(([lane, by]) => (by === instance ? [lane] : [])).sort((a, b) => a - b);
}

/** Which of these lanes have begun to work with another instance, and when each did first. */
export function movesOf<Instance extends Worker>(
  takeovers: readonly Takeover<Instance>[],
  lanes: readonly number[],
  from: Instance,
  since: number,
): readonly LaneMove[] {
  const after = takeovers.filter(({ by, at }) => by !== from && at >= since);
  return lanes.flatMap((lane) => {
    const taken = after.find((takeover) => takeover.lane === lane);
    return taken ? [{ ...taken, by: taken.by.name }] : [];
  });
}

/** When the last of these lanes had begun to work with another instance, in milliseconds after `since`; undefined before that. */
export function takenOverAfter<Instance extends Worker>(
  takeovers: readonly Takeover<Instance>[],
  lanes: readonly number[],
  from: Instance,
  since: number,
): number | undefined {
  const moves = movesOf(takeovers, lanes, from, since);
  return moves.length === lanes.length ? Math.max(since, ...moves.map(({ at }) => at)) - since : undefined;
}
