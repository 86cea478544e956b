/** Milliseconds. */
const FIRST_GUESS = 500;
const SHORTEST = 50;
const LONGEST = 15_000;
const BACKOFF = 1.5;
/** Polls of many jobs must not fall into step. */
const JITTER = 0.2;
/** How far a guess moves towards what was seen. */
const LEARNING = 0.3;
/** A poll that left later than it was due by more than this part of the guess tells of the line before the gate, not of the job. */
const LATE = 0.25;
/** A job that was at its end at the first poll may have been for long: look a little earlier next time. */
const SHRINK = 0.95;

/** Learns how long jobs take, to time the first poll by it: a poll too early is a request wasted, one too late is exposure. */
export class PollSchedule {
  #expected = FIRST_GUESS;

  constructor(private readonly random: () => number) {}

  /** Milliseconds until poll number `attempt` (0 is the first, counted from the submit; later ones from the poll before). */
  delay(attempt: number): number {
    const base = attempt === 0 ? this.#expected : (this.#expected / 4) * BACKOFF ** attempt;
    const jitter = attempt === 0 ? 1 : 1 + JITTER * (2 * this.random() - 1);
    return Math.min(Math.max(base * jitter, SHORTEST), LONGEST);
  }

  /**
   * A job was found at its end by poll number `attempt`, `tookMs` after its submit.
   *
   * @param lateMs how much later than due that poll left: while the budget is spent, polls wait for their permits.
   *   To learn from those made the first polls of all jobs come ever earlier, and each of them cost a request.
   */
  learn(attempt: number, tookMs: number, lateMs: number): void {
    if (lateMs > Math.max(this.#expected * LATE, SHORTEST)) {
      return;
    }
    this.#expected =
      attempt === 0
        ? Math.max(this.#expected * SHRINK, SHORTEST)
        : this.#expected + LEARNING * (tookMs - this.#expected);
    this.#expected = Math.min(this.#expected, LONGEST);
  }
}
