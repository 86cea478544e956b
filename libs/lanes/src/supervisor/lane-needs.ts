import type { LaneNeed } from '../context/lane.errors.js';
import { RetryPolicy } from '#libs/async';

const AGAIN = new RetryPolicy({ firstMs: 1000, mostMs: 30_000 });
/** Who has worked for so long after a pause begins with short ones again. */
const FORGIVEN_MS = 60_000;

interface Waiting {
  readonly need: LaneNeed;
  readonly times: number;
  /** Monotonic milliseconds. */
  readonly since: number;
  /** The topic was seen to be in trouble since: as soon as it is not, there is no more to wait for. */
  wasSeen: boolean;
}

/**
 * When a lane that could not write is tried again. To take it costs a fence and a
 * restore, and its work begins anew each time: it is not turned round every two
 * seconds over a right that an operator has to grant.
 */
export class LaneNeeds {
  readonly #waiting = new Map<number, Waiting>();

  constructor(
    private readonly troubleWith: (topic: string) => string | undefined,
    private readonly now: () => number,
  ) {}

  failed(lane: number, need: LaneNeed | undefined): void {
    if (need === undefined) {
      this.#waiting.delete(lane);
      return;
    }
    const before = this.#waiting.get(lane);
    const since = this.now();
    const isNew = before === undefined || since - before.since > pauseOf(before) + FORGIVEN_MS;
    this.#waiting.set(lane, { need, times: isNew ? 0 : before.times + 1, since, wasSeen: false });
  }

  mayTake(lane: number): boolean {
    const waiting = this.#waiting.get(lane);
    if (waiting === undefined) {
      return true;
    }
    const { topic } = waiting.need;
    if (topic !== undefined && this.troubleWith(topic) !== undefined) {
      waiting.wasSeen = true;
      return false;
    }
    return waiting.wasSeen || this.now() - waiting.since >= pauseOf(waiting);
  }

  forget(lane: number): void {
    this.#waiting.delete(lane);
  }
}

function pauseOf({ times }: Waiting): number {
  return AGAIN.pauseMs(times);
}
