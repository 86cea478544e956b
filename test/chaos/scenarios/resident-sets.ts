import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '../field/fleet.js';

const EVERY_MS = 1_000;

interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly instance: string;
  readonly rssBytes: number;
}

/** How much memory each instance has, over time. */
export class ResidentSets {
  readonly #samples: Sample[] = [];
  /** Revocations without an outcome, of all instances together, at most. */
  largestOpen = 0;

  async watch(fleet: Fleet, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const gauges = await Promise.all(
        fleet.running.map(async (instance) => ({ ...(await instance.gauges()), instance: instance.name })),
      );
      const at = Date.now();
      this.#samples.push(
        ...gauges
          .filter(({ rssBytes }) => rssBytes > 0)
          .map(({ instance, rssBytes }) => ({ at, instance, rssBytes })),
      );
      this.largestOpen = Math.max(
        this.largestOpen,
        gauges.reduce((sum, { open }) => sum + open, 0),
      );
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** The most that one instance had between two moments (epoch milliseconds), in MB. */
  largestMb(from: number, until: number): number {
    const bytes = this.#samples.filter(({ at }) => at >= from && at < until).map(({ rssBytes }) => rssBytes);
    return Math.round(Math.max(0, ...bytes) / 1024 / 1024);
  }
}
