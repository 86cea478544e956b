import { readFileSync } from 'node:fs';
import type { Span } from './span.js';

/** USER_HZ: 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;
const SAMPLE_EVERY_MS = 100;
const MEGABYTE = 1_048_576;

interface UsageSample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/**
 * Watches another process by /proc: it is measured from outside, and pays
 * nothing for it. A Linux kernel is needed.
 */
export class ProcessUsage implements Disposable {
  readonly #samples: UsageSample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_EVERY_MS);
  }

  /** User and system time of all its threads within a span. */
  cpuSeconds({ from, to }: Span): number {
    return this.#cpuAt(to) - this.#cpuAt(from);
  }

  peakRssMegabytes({ from, to }: Span): number {
    this.#sample();
    const within = this.#samples.filter(({ at }) => at >= from && at <= to + SAMPLE_EVERY_MS);
    return Math.max(...within.map(({ rssBytes }) => rssBytes)) / MEGABYTE;
  }

  lastRssMegabytes(): number {
    this.#sample();
    return (this.#samples.at(-1)?.rssBytes ?? 0) / MEGABYTE;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Between two samples time is taken to be spent evenly: nothing tells otherwise. */
  #cpuAt(time: number): number {
    this.#sample();
    const after = this.#samples.findIndex(({ at }) => at >= time);
    const right = this.#samples[after === -1 ? this.#samples.length - 1 : after];
    const left = this.#samples[Math.max((after === -1 ? this.#samples.length : after) - 1, 0)];
    if (!left || !right || right.at === left.at) {
      return right?.cpuSeconds ?? 0;
    }
    const part = Math.min((time - left.at) / (right.at - left.at), 1);
    return left.cpuSeconds + part * (right.cpuSeconds - left.cpuSeconds);
  }

  #sample(): void {
    try {
      const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
      // The second field is the command in brackets and may hold anything: count from its end.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
      const rssKilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
      this.#samples.push({
        at: Date.now(),
        cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
        rssBytes: rssKilobytes * 1024,
      });
    } catch {
      // It has ended: what it used until then is known.
    }
  }
}
