import type { Journal } from '../journal/journal.js';
import type { LaneMemory } from '../ledger/lane-memory.js';
/** Writes that wait for a transaction: a broker that is slower than intake must not fill our memory. One and a half transactions. */
const MOST_BACKLOG = 1500;
/** Of all that they hold: an event may name thousands of tokens. */
const MOST_BACKLOG_BYTES = 8 * 1024 * 1024;
/** There is room again below this part of the most: else a full lane is fetched from for one record at a time. */
const REOPEN = 0.9;

/** Places for what is urgent, beside all that a lane may hold otherwise, and beside all writes that wait. */
const MOST_URGENT = 500;
const MOST_URGENT_BYTES = 2 * 1024 * 1024;

export interface BackpressureLimits {
  /** Of each input topic. */
  readonly maxOpenPerLane: number;
  /** Of each input topic. */
  readonly maxHeldPerLane: number;
}

/** What takes room up: the work of one topic (`open`: without what is held), and the writes of the lane. */
export interface LaneLoad {
  readonly open: number;
  readonly held: number;
  readonly backlog: number;
  readonly backlogBytes: number;
}

/**
 * Whether a lane takes more of a topic in: bounded open work, with hysteresis.
 * Each input has its own bound: leavers that wait for one operation of PingOne
 * must not keep the next session.terminated from another ("an outage has a
 * scope", P4). What waits for a person is bounded apart ("held ones apart").
 */
export class BackpressureLimit {
  readonly #full = new Set<string>();

  constructor(
    private readonly limits: BackpressureLimits,
    private readonly mostBacklog = MOST_BACKLOG,
    private readonly mostBacklogBytes = MOST_BACKLOG_BYTES,
  ) {}

  /** What urgent work may take up: there is room for it where there is none for anything else. */
  static forUrgent({ maxOpenPerLane, maxHeldPerLane }: BackpressureLimits): BackpressureLimit {
    const limits = {
      maxOpenPerLane: maxOpenPerLane + MOST_URGENT,
      maxHeldPerLane: maxHeldPerLane + MOST_URGENT,
    };
    return new BackpressureLimit(limits, MOST_BACKLOG + MOST_URGENT, MOST_BACKLOG_BYTES + MOST_URGENT_BYTES);
  }

  left(topic: string, { open, held, backlog, backlogBytes }: LaneLoad): boolean {
    const { maxOpenPerLane, maxHeldPerLane } = this.limits;
    const waiting = Math.max(backlog / this.mostBacklog, backlogBytes / this.mostBacklogBytes);
    const share = Math.max(open / maxOpenPerLane, held / maxHeldPerLane, waiting);
    if (share < (this.#full.has(topic) ? REOPEN : 1)) {
      this.#full.delete(topic);
      return true;
    }
    this.#full.add(topic);
    return false;
  }
}

/** One sentence where operators have to decide before anything more is read. */
export function problemOfHeld(
  lane: number,
  byTopic: ReadonlyMap<string, Pick<LaneLoad, 'held'>>,
  maxHeldPerLane: number,
): string | undefined {
  for (const [topic, { held }] of byTopic) {
    if (held >= maxHeldPerLane) {
      return `Lane ${lane} holds ${held} events of ${topic} until an operator decides, as many as it may: it reads no more of them`;
    }
  }
  return undefined;
}

export interface LaneBackpressureOptions {
  readonly limits: BackpressureLimits;
  readonly memory: Pick<LaneMemory, 'of'>;
  readonly journal: Pick<Journal, 'backlog' | 'backlogBytes'>;
  readonly status: { readonly mayTake: boolean };
}

/** What may be taken in by a running lane, by what it holds. */
export class LaneBackpressure {
  readonly #room: BackpressureLimit;
  readonly #urgent: BackpressureLimit;

  constructor(private readonly options: LaneBackpressureOptions) {
    this.#room = new BackpressureLimit(options.limits);
    this.#urgent = BackpressureLimit.forUrgent(options.limits);
  }

  /** Whether more of a topic may be taken in. */
  has(topic: string): boolean {
    return this.#left(this.#room, topic);
  }

  /** Whether something urgent of it may, where there is no room for anything else. */
  hasForUrgent(topic: string): boolean {
    return this.#left(this.#urgent, topic);
  }

  #left(room: BackpressureLimit, topic: string): boolean {
    const { memory, journal, status } = this.options;
    const { backlog, backlogBytes } = journal;
    return status.mayTake && room.left(topic, { ...memory.of(topic), backlog, backlogBytes });
  }
}
