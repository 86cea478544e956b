import type { Lane, LaneState } from '../lane/lane.js';

export interface LaneHealth {
  readonly lane: number;
  readonly state: LaneState;
  /** Pieces of work without an end. */
  readonly open: number;
  /** Of these: how many wait for an operator. */
  readonly held: number;
  /** Epoch milliseconds of the last change of state. */
  readonly since: number;
}

export interface LanesHealth {
  /** The group counts us in. */
  readonly joined: boolean;
  /** Joined, and every lane of ours is running, or stopped with an alarm while others run. */
  readonly ready: boolean;
  readonly lanes: readonly LaneHealth[];
  /** One sentence or several. */
  readonly problem?: string;
}

export interface HealthQuestion {
  readonly joined: boolean;
  readonly lanes: readonly Pick<
    Lane<unknown>,
    'lane' | 'state' | 'since' | 'problem' | 'running' | 'isReading'
  >[];
  readonly problem: string | undefined;
}

/**
 * A stopped lane does not make the instance unready: restarting it would not
 * help, and its other lanes work. The alarm says it. An instance whose lanes have
 * all stopped does no work, and says so; one that was given no lane stands by.
 */
export function healthOf({ joined, lanes, problem }: HealthQuestion): LanesHealth {
  const problems = [problem, ...lanes.map((lane) => lane.problem)].filter((one) => one !== undefined);
  return {
    joined,
    ready: joined && !haveAllStopped(lanes) && lanes.every(isFit),
    lanes: lanes.map(({ lane, state, since, running }) => ({
      lane,
      state,
      open: running?.memory.openCount ?? 0,
      held: running?.memory.heldCount ?? 0,
      since,
    })),
    ...(problems.length > 0 && { problem: problems.join('. ') }),
  };
}

function isFit({ state, isReading }: HealthQuestion['lanes'][number]): boolean {
  return state === 'stopped' || (state === 'running' && isReading);
}

function haveAllStopped(lanes: HealthQuestion['lanes']): boolean {
  return lanes.length > 0 && lanes.every(({ state }) => state === 'stopped');
}
