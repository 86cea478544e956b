import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '../testbed/fleet.js';

const EVERY_MS = 1_000;

interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of one instance. */
  readonly rssBytes: number;
}

/** What the instances measure of themselves, at its worst, and how much memory each has over time. */
export class GaugeWatch {
  readonly #samples: Sample[] = [];
  /** Revocations without an outcome, of all instances together. */
  largestOpen = 0;

  async run(fleet: Fleet, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const gauges = await Promise.all(fleet.running.map((instance) => instance.gauges()));
      const at = Date.now();
      this.#samples.push(...gauges.map(({ rssBytes }) => ({ at, rssBytes })));
      this.largestOpen = Math.max(
        this.largestOpen,
        gauges.reduce((sum, { open }) => sum + open, 0),
      );
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** The most that one instance had in the whole run, or between two moments of it (epoch milliseconds), in MB. */
  largestMb(from = 0, until = Infinity): number {
    const bytes = this.#samples.filter(({ at }) => at >= from && at < until).map(({ rssBytes }) => rssBytes);
    return Math.round(Math.max(0, ...bytes) / 1024 / 1024);
  }
}
