/**
 * All time of this library, so that tests need no sleeping.
 *
 * To implementers: `monotonic` never goes back and never jumps (the budget of
 * requests per second counts on it), `wall` is the time of day (what `until`
 * and an HTTP date mean). A scheduled run happens once, and not before its delay. It
 * keeps the process alive, since it is only scheduled while somebody waits.
 */
export interface Clock {
  /** Epoch milliseconds. */
  wall(): number;
  /** Milliseconds since some moment, with fractions. */
  monotonic(): number;
  /** Returns what cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** Above this, Node turns a delay into 1 ms. Who is woken early looks again. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(Math.ceil(delayMs), LONGEST_TIMER_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};
