export interface Clocks {
  /** Epoch milliseconds. */
  readonly wall: () => number;
  /** Monotonic milliseconds. */
  readonly steady: () => number;
}

export const systemClocks: Clocks = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * Whether the group still counts us in. The coordinator gives our lanes away a
 * session timeout after the last request it had from us, so what counts is when
 * the request was *sent*: an answer that lay in the socket while the process was
 * frozen proves nothing about now.
 *
 * The question is answered by age at the moment it is asked. On Linux the
 * monotonic clock goes on while a process is stopped (SIGSTOP, a frozen cgroup,
 * a blocked event loop), so the first question after SIGCONT already gets "no".
 * While a virtual machine sleeps it stands still: then the wall clock tells.
 */
export class Freshness {
  #sentWall = -Infinity;
  #sentSteady = -Infinity;

  constructor(
    /** Less than the session timeout: what is begun now still has to get out. */
    private readonly maxAgeMs: number,
    private readonly clocks: Clocks = systemClocks,
  ) {}

  /** The group has answered a request that was sent at `sentAt` (epoch ms). Returns the same on the monotonic clock. */
  confirm(sentAt: number): number {
    const inFlight = Math.max(0, this.clocks.wall() - sentAt);
    this.#sentWall = sentAt;
    this.#sentSteady = this.clocks.steady() - inFlight;
    return this.#sentSteady;
  }

  /** We are out: left, or thrown out. */
  revoke(): void {
    this.#sentWall = -Infinity;
    this.#sentSteady = -Infinity;
  }

  isFresh(): boolean {
    const age = Math.max(this.clocks.wall() - this.#sentWall, this.clocks.steady() - this.#sentSteady);
    return age < this.maxAgeMs;
  }
}
