const WINDOW_MS = 1000;

/** The most arrivals in any window of one second, exactly, at a constant cost per arrival. */
export class PeakRate {
  #times = new Float64Array(64);
  #head = 0;
  #count = 0;
  #peak = 0;

  get peak(): number {
    return this.#peak;
  }

  /** @param now of a clock that does not go back, in milliseconds. */
  arrived(now: number): void {
    while (this.#count > 0 && (this.#times[this.#head] ?? 0) <= now - WINDOW_MS) {
      this.#head = (this.#head + 1) % this.#times.length;
      this.#count -= 1;
    }
    if (this.#count === this.#times.length) {
      this.#grow();
    }
    this.#times[(this.#head + this.#count) % this.#times.length] = now;
    this.#count += 1;
    this.#peak = Math.max(this.#peak, this.#count);
  }

  #grow(): void {
    const bigger = new Float64Array(this.#times.length * 2);
    for (let index = 0; index < this.#count; index += 1) {
      bigger[index] = this.#times[(this.#head + index) % this.#times.length] ?? 0;
    }
    this.#times = bigger;
    this.#head = 0;
  }
}
