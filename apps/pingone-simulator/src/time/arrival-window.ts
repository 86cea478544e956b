/** Arrivals within the last second, in a ring that grows as it must. */
export class ArrivalWindow {
  static readonly MS = 1000;

  #times = new Float64Array(64);
  #head = 0;
  #count = 0;

  /** @param now of a clock that does not go back, in milliseconds; as for the others. */
  countAt(now: number): number {
    while (this.#count > 0 && (this.#times[this.#head] ?? 0) <= now - ArrivalWindow.MS) {
      this.#head = (this.#head + 1) % this.#times.length;
      this.#count -= 1;
    }
    return this.#count;
  }

  add(now: number): void {
    if (this.#count === this.#times.length) {
      this.#grow();
    }
    this.#times[(this.#head + this.#count) % this.#times.length] = now;
    this.#count += 1;
  }

  /** When the next one leaves the window; `now` if it is empty. */
  nextDeparture(now: number): number {
    return this.#count === 0 ? now : (this.#times[this.#head] ?? now) + ArrivalWindow.MS;
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
