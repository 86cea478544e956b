/** Writes that wait for a transaction: a broker that is slower than intake must not fill our memory. */
const MOST_BACKLOG = 4000;
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
}

/**
 * Whether a lane takes more in: bounded open work, with hysteresis. What waits
 * for a person is bounded apart ("held ones apart"): nobody works at night, and
 * a thousand held leavers must not keep the next session.terminated waiting.
 */
export class Room {
  #full = false;

  constructor(private readonly limits: RoomLimits) {}

  left({ open, held, backlog }: RoomTaken): boolean {
    const { maxOpen, maxHeld } = this.limits;
    const share = Math.max(open / maxOpen, held / maxHeld, backlog / MOST_BACKLOG);
    this.#full = share >= (this.#full ? REOPEN : 1);
    return !this.#full;
  }
}
