import type { Clock } from '../clock.port.js';

/** One alarm that is set to the earliest of the times that it is told. */
export class Timer {
  #at = Infinity;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly run: () => void,
  ) {}

  /** Monotonic milliseconds; Infinity sets nothing. Rings once; whoever wants more says so when it rings. */
  at(time: number): void {
    if (time >= this.#at) {
      return;
    }
    this.cancel();
    this.#at = time;
    this.#cancel = this.clock.schedule(Math.max(0, time - this.clock.monotonic()), () => {
      this.#at = Infinity;
      this.#cancel = undefined;
      this.run();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#at = Infinity;
  }
}
