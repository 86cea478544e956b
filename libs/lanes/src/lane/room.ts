/** Writes that wait for a transaction: a broker that is slower than intake must not fill our memory. One and a half transactions. */
const MOST_BACKLOG = 1500;
/** Of all that they hold: an event may name thousands of tokens. */
const MOST_BACKLOG_BYTES = 8 * 1024 * 1024;
/** Room is there again below this part of the most: else a full lane is fetched from for one record at a time. */
const REOPEN = 0.9;

export interface RoomLimits {
  /** Of each input topic. */
  readonly maxOpen: number;
  /** Of each input topic. */
  readonly maxHeld: number;
}

/** What takes room up: the work of one topic (`open`: without what is held), and the writes of the lane. */
export interface RoomTaken {
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
export class Room {
  readonly #full = new Set<string>();

  constructor(private readonly limits: RoomLimits) {}

  left(topic: string, { open, held, backlog, backlogBytes }: RoomTaken): boolean {
    const { maxOpen, maxHeld } = this.limits;
    const waiting = Math.max(backlog / MOST_BACKLOG, backlogBytes / MOST_BACKLOG_BYTES);
    const share = Math.max(open / maxOpen, held / maxHeld, waiting);
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
  byTopic: ReadonlyMap<string, Pick<RoomTaken, 'held'>>,
  maxHeld: number,
): string | undefined {
  for (const [topic, { held }] of byTopic) {
    if (held >= maxHeld) {
      return `Lane ${lane} holds ${held} events of ${topic} until an operator decides, as many as it may: it reads no more of them`;
    }
  }
  return undefined;
}
