import type { CallReport } from '../src/gate/call-report.js';
import type { GateFixture } from './gate-fixture.js';

export interface Limits {
  /** Of all requests, refused at random. */
  readonly refusedShare?: number;
  /** In any one second, of all clients together; what is refused does not count. */
  readonly requestsPerSecond?: number;
  /** Of these, what another client uses, evenly and always. */
  readonly rivalPerSecond?: number;
  readonly latencyMs: number;
  readonly seed: number;
}

export interface Traffic {
  readonly served: number;
  readonly refused: number;
}

const WINDOW_MS = 1000;
const REFUSED: CallReport = { kind: 'limited', retryAfterMs: 1000 };

/** A PingOne behind the fake clock of a gate: answers each request after a while, and refuses some. */
export class LimitingPingOne {
  readonly #random: () => number;
  #counted: number[] = [];
  #rivalAt = 0;
  #served = 0;
  #refused = 0;

  constructor(
    private readonly fixture: GateFixture,
    private readonly limits: Limits,
  ) {
    this.#random = mulberry32(limits.seed);
  }

  get traffic(): Traffic {
    return { served: this.#served, refused: this.#refused };
  }

  /** Asks again as soon as the gate lets it, until the signal ends it. */
  async client(): Promise<void> {
    const { fixture } = this;
    const oneWay = this.limits.latencyMs / 2;
    for (;;) {
      const permit = await fixture.acquire().catch(() => undefined);
      if (!permit) {
        return;
      }
      const claimed = fixture.claim(permit);
      claimed.start();
      await fixture.pause(oneWay);
      const isServed = this.#lets(fixture.clock.monotonic());
      await fixture.pause(oneWay);
      this.#served += isServed ? 1 : 0;
      this.#refused += isServed ? 0 : 1;
      claimed.end(isServed ? { kind: 'served' } : REFUSED);
    }
  }

  #lets(now: number): boolean {
    const { refusedShare = 0, requestsPerSecond = Infinity, rivalPerSecond = 0 } = this.limits;
    if (this.#random() < refusedShare) {
      return false;
    }
    for (; rivalPerSecond > 0 && this.#rivalAt <= now; this.#rivalAt += 1000 / rivalPerSecond) {
      this.#counted.push(this.#rivalAt);
    }
    this.#counted = this.#counted.filter((at) => at > now - WINDOW_MS);
    if (this.#counted.length >= requestsPerSecond) {
      return false;
    }
    this.#counted.push(now);
    return true;
  }
}

/** Tommy Ettinger's generator: small, and the same everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
