/** Writes that wait for a transaction: a broker that is slower than intake must not fill our memory. One and a half transactions. */
const MOST_BACKLOG = 1500;
/** Of all that they hold: an event may name thousands of tokens. */
const MOST_BACKLOG_BYTES = 8 * 1024 * 1024;
/** Room is there again below this part of the most: else a full lane is fetched from for one record at a time. */
const REOPEN = 0.9;

export interface RoomLimits {
  readonly maxOpen: number;
  readonly maxHeld: number;
}

/** What takes room up. `open`: without what is held. */
export interface RoomTaken {
  readonly open: number;
  readonly held: number;
  readonly backlog: number;
  readonly backlogBytes: number;
}

/**
 * Whether a lane takes more in: bounded open work, with hysteresis. What waits
 * for a person is bounded apart ("held ones apart"): nobody works at night, and
 * a thousand held leavers must not keep the next session.terminated waiting.
 */
export class Room {
  #full = false;

  constructor(private readonly limits: RoomLimits) {}

  left({ open, held, backlog, backlogBytes }: RoomTaken): boolean {
    const { maxOpen, maxHeld } = this.limits;
    const waiting = Math.max(backlog / MOST_BACKLOG, backlogBytes / MOST_BACKLOG_BYTES);
    const share = Math.max(open / maxOpen, held / maxHeld, waiting);
    this.#full = share >= (this.#full ? REOPEN : 1);
    return !this.#full;
  }
}
