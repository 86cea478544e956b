import { performance } from 'node:perf_hooks';

const TICK_MS = 5;

/**
 * Samples the lag of the event loop, and so knows how late this process may have noticed something: a busy machine stops
 * an event loop for tenths of a second, and what came meanwhile is seen at once
 * afterwards, as if it had come in a burst.
 */
export class EventLoopLag {
  readonly #ticks: number[] = [performance.now(), performance.now()];
  readonly #timer = setInterval(() => this.#ticks.push(performance.now()), TICK_MS);

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * The longest time that this process was not let run, in milliseconds: as late may another process
   * of the same machine send what it had taken a permit for.
   */
  longestStop(): number {
    return this.#ticks.reduce(
      (longest, tick, n) => Math.max(longest, tick - (this.#ticks[n - 1] ?? tick) - TICK_MS),
      0,
    );
  }

  /**
   * For times at which something was noticed, ascending, the earliest at which each can have come. Two
   * ticks before the last one: after a stop of the loop a tick comes first, and then what waited; of a new
   * connection that is only its being accepted, and it is read from after the tick that follows.
   */
  earliest(noticed: readonly number[]): readonly number[] {
    let next = 0;
    return noticed.map((time) => {
      while ((this.#ticks[next] ?? Infinity) <= time) {
        next += 1;
      }
      return this.#ticks[next - 3] ?? -Infinity;
    });
  }
}
