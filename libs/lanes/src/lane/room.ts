/** Writes that wait for a transaction: a broker that is slower than intake must not fill our memory. */
const MOST_BACKLOG = 4000;
/** Room is there again below this part of the most: else a full lane is fetched from for one record at a time. */
const REOPEN = 0.9;

/** Whether a lane takes more in: bounded open work, with hysteresis. */
export class Room {
  #full = false;

  constructor(private readonly maxOpen: number) {}

  left(open: number, backlog: number): boolean {
    const share = Math.max(open / this.maxOpen, backlog / MOST_BACKLOG);
    this.#full = share >= (this.#full ? REOPEN : 1);
    return !this.#full;
  }
}
