import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '../field/fleet.js';

const EVERY_MS = 1_000;

/** What the instances measure of themselves, at its worst. */
export class GaugeWatch {
  /** Revocations without an outcome, of all instances together. */
  largestOpen = 0;
  /** Of one instance. */
  largestRssBytes = 0;

  async run(fleet: Fleet, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const gauges = await Promise.all(fleet.running.map((instance) => instance.gauges()));
      this.largestOpen = Math.max(
        this.largestOpen,
        gauges.reduce((sum, { open }) => sum + open, 0),
      );
      this.largestRssBytes = Math.max(this.largestRssBytes, ...gauges.map(({ rssBytes }) => rssBytes));
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
