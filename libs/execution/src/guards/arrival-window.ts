/** Parts of a window: what it forgets, it forgets in such steps, up to one of them late. */
const PARTS = 20;

/** `[start, count]`: so many came within a part of the window that begins at `start` (epoch ms). */
type Arrivals = readonly [start: number, count: number];

/** How many came within the last so many milliseconds, in a handful of numbers however many they are. */
export class ArrivalWindow {
  readonly #partMs: number;
  #arrivals: Arrivals[];
  #count: number;

  constructor(
    private readonly windowMs: number,
    stored: readonly Arrivals[] = [],
  ) {
    this.#partMs = windowMs / PARTS;
    this.#arrivals = [...stored];
    this.#count = stored.reduce((sum, [, count]) => sum + count, 0);
  }

  /** What `snapshot` gave, after a restart and under another setting; nothing of what is no snapshot. */
  static restore(windowMs: number, snapshot: unknown): ArrivalWindow {
    const stored = Array.isArray(snapshot) ? (snapshot as readonly unknown[]) : [];
    return new ArrivalWindow(windowMs, stored.every(isArrivals) ? stored : []);
  }

  add(now: number): void {
    const last = this.#arrivals.at(-1);
    // A clock that was set back, or is another instance's, counts into the newest part.
    if (last && now < last[0] + this.#partMs) {
      this.#arrivals[this.#arrivals.length - 1] = [last[0], last[1] + 1];
    } else {
      this.#arrivals.push([now, 1]);
    }
    this.#count += 1;
  }

  count(now: number): number {
    for (let first = this.#arrivals[0]; first && this.#isOver(first, now); first = this.#arrivals[0]) {
      this.#arrivals.shift();
      this.#count -= first[1];
    }
    return this.#count;
  }

  /** JSON. */
  snapshot(): readonly Arrivals[] {
    return [...this.#arrivals];
  }

  #isOver([start]: Arrivals, now: number): boolean {
    return start + this.#partMs + this.windowMs <= now;
  }
}

function isArrivals(value: unknown): value is Arrivals {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);
}
