import type { Clock } from '../src/clock.port.js';

interface Scheduled {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  #now = 0;
  #scheduled: Scheduled[] = [];

  constructor(private readonly epoch = Date.UTC(2026, 0, 1)) {}

  wall(): number {
    return this.epoch + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const entry = { at: this.#now + delayMs, run };
    this.#scheduled.push(entry);
    return () => {
      this.#scheduled = this.#scheduled.filter((one) => one !== entry);
    };
  }

  get pending(): number {
    return this.#scheduled.length;
  }

  /** Runs what comes due, in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  /** Until nothing is scheduled any more, at most so long. */
  async drain(atMostMs = 3_600_000): Promise<void> {
    const end = this.#now + atMostMs;
    await settled();
    while (this.#scheduled.length > 0 && this.#now < end) {
      await this.advance(Math.max(0, Math.min(...this.#scheduled.map(({ at }) => at)) - this.#now));
    }
  }

  #next(end: number): Scheduled | undefined {
    let next: Scheduled | undefined;
    for (const one of this.#scheduled) {
      if (one.at <= end && (!next || one.at < next.at)) {
        next = one;
      }
    }
    if (next) {
      const due = next;
      this.#scheduled = this.#scheduled.filter((one) => one !== due);
    }
    return next;
  }
}

/** Every promise that can settle without time passing has settled. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
