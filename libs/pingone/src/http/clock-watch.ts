import type { Log, Metrics } from '#libs/observability';
import { timeOf } from './retry-after.js';

/** Above this, times of PingOne and ours cannot be compared any more. */
const MOST_MS = 60_000;
/** One answer may come from a cache, or late. */
const ALARM_AT = 3;

/** Compares the `Date` of PingOne's answers with our clock, once for each second of theirs. */
export class ClockWatch {
  #lastDate: string | undefined;
  #apartInARow = 0;
  #isTold = false;

  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  /** @param now epoch milliseconds, by our clock */
  see(date: string | undefined, now: number): void {
    const theirs = date === this.#lastDate ? undefined : timeOf(date);
    if (theirs === undefined) {
      return;
    }
    this.#lastDate = date;
    const ahead = now - theirs;
    const aheadSeconds = Math.round(ahead / 1000);
    this.metrics.pingoneClockDifferenceSeconds.set(aheadSeconds);
    this.#apartInARow = Math.abs(ahead) > MOST_MS ? this.#apartInARow + 1 : 0;
    if (this.#apartInARow >= ALARM_AT && !this.#isTold) {
      this.#isTold = true;
      this.log.error({ aheadSeconds }, "Our clock and PingOne's differ by more than a minute.");
    } else if (this.#apartInARow === 0 && this.#isTold) {
      this.#isTold = false;
      this.log.info({ aheadSeconds }, "Our clock and PingOne's agree again.");
    }
  }
}
