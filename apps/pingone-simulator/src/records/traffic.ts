import type { Operation } from '../operation.js';
import { ArrivalWindow } from '../time/arrival-window.js';

/** Seconds that are kept one by one. */
const SECONDS_KEPT = 3600;

/** Arrivals that are kept one by one. */
const ARRIVALS_KEPT = 100_000;

/** What a request came to: a status, or a connection cut without a whole answer. */
export type RequestEnd = number | 'dropped';

export interface OperationTraffic {
  readonly requests: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** In any window of one second, not only in those of the clock. */
  readonly maxPerSecond: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

export interface TrafficReport extends OperationTraffic {
  readonly byOperation: Readonly<Partial<Record<Operation | 'none', OperationTraffic>>>;
  /** Of the last hour, by the seconds of the clock, those without requests left out. */
  readonly perSecond: readonly { readonly at: string; readonly requests: number }[];
}

class Counters {
  readonly #lastSecond = new ArrivalWindow();
  #maxPerSecond = 0;
  readonly #byStatus = new Map<RequestEnd, number>();
  #requests = 0;
  #inFlight = 0;
  #maxInFlight = 0;

  arrived(monotonicMs: number): void {
    this.#requests += 1;
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    this.#lastSecond.add(monotonicMs);
    this.#maxPerSecond = Math.max(this.#maxPerSecond, this.#lastSecond.countAt(monotonicMs));
  }

  ended(end: RequestEnd): void {
    this.#inFlight -= 1;
    this.#byStatus.set(end, (this.#byStatus.get(end) ?? 0) + 1);
  }

  report(): OperationTraffic {
    return {
      requests: this.#requests,
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      maxPerSecond: this.#maxPerSecond,
      byStatus: Object.fromEntries(this.#byStatus),
    };
  }
}

export interface Arrival {
  readonly operation: Operation | 'none';
  /** Of a clock that does not go back (`performance.now()`), in milliseconds. */
  readonly at: number;
}

/** How much was asked of PingOne. `none` are the requests that no operation answers to. */
export class Traffic {
  #all = new Counters();
  readonly #byOperation = new Map<Operation | 'none', Counters>();
  readonly #perSecond = new Map<number, number>();
  #arrivals: Arrival[] = [];

  /** @returns what to call when the request has ended. */
  arrived(operation: Operation | 'none', epochMs: number, monotonicMs: number): (end: RequestEnd) => void {
    const all = this.#all;
    const own = this.#counters(operation);
    all.arrived(monotonicMs);
    own.arrived(monotonicMs);
    this.#count(Math.floor(epochMs / 1000));
    this.#arrivals.push({ operation, at: monotonicMs });
    if (this.#arrivals.length >= 2 * ARRIVALS_KEPT) {
      this.#arrivals = this.#arrivals.slice(-ARRIVALS_KEPT);
    }
    return (end) => {
      all.ended(end);
      own.ended(end);
    };
  }

  report(): TrafficReport {
    return {
      ...this.#all.report(),
      byOperation: Object.fromEntries(
        [...this.#byOperation].map(([name, counters]) => [name, counters.report()]),
      ),
      perSecond: [...this.#perSecond].map(([second, requests]) => ({
        at: new Date(second * 1000).toISOString(),
        requests,
      })),
    };
  }

  /** The last hundred thousand at least, in the order in which they came. */
  arrivals(): readonly Arrival[] {
    return [...this.#arrivals];
  }

  /** Requests under way keep counting for the counters they arrived at. */
  clear(): void {
    this.#all = new Counters();
    this.#byOperation.clear();
    this.#perSecond.clear();
    this.#arrivals = [];
  }

  #counters(operation: Operation | 'none'): Counters {
    const known = this.#byOperation.get(operation);
    if (known !== undefined) {
      return known;
    }
    const counters = new Counters();
    this.#byOperation.set(operation, counters);
    return counters;
  }

  #count(second: number): void {
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + 1);
    if (this.#perSecond.size > SECONDS_KEPT) {
      const oldest = this.#perSecond.keys().next().value;
      if (oldest !== undefined) {
        this.#perSecond.delete(oldest);
      }
    }
  }
}
