import { RateControl } from './rate-control.js';
import { sliceOf, WHOLE_SHARE, type Share, type Slice } from './share.js';

/**
 * How many requests may start, and when. Knows no scopes and no queue; every
 * method is told the (monotonic) time.
 *
 * The rule that makes the limit hard: the permits that are out and not yet used,
 * plus the requests that started within the last window, are never more than the
 * slots. Take the latest permit among the requests of any window: when it was
 * handed out, each of the others had either started within that window or was
 * still out, so it was counted. A bucket of tokens cannot promise that, because
 * a permit may be used any time after it was handed out.
 *
 * Within the slots, permits are spread evenly, so that PingOne sees no bursts.
 *
 * What can wait gets what is spare: a part of each window, and the right to catch
 * up, are kept from it, so that what is urgent finds its turn at once (P8).
 */
export interface BudgetSettings {
  readonly requestsPerSecond: number;
  readonly requestsInFlight: number;
}

/**
 * A window is this much longer than the second that PingOne counts by: requests
 * that start a second apart may arrive a little less apart.
 */
const ARRIVAL_JITTER_MS = 50;
const WINDOW_MS = 1000 + ARRIVAL_JITTER_MS;

/**
 * A part of the budget that has come from elsewhere lies idle for so long: its
 * owner before may have used it up at this very moment, and nobody would know.
 */
const CHANGE_OF_HANDS_MS = WINDOW_MS;

/**
 * A timer that fires late (a busy machine) must not cost throughput: permits may
 * catch up with this much of it, which is also the only burst that PingOne sees.
 * The limit of the window is not touched by it.
 */
const CATCH_UP_MS = 100;

/** Of each window, kept from those who take only what is spare. */
const KEPT_PART = 1 / 5;

/** Whether a request may use all that there is, or only what leaves room for urgent ones to come. */
export type BudgetUse = 'any' | 'spare';

/** Of so many requests a second, those that replays may use while nothing urgent comes. */
export function spareOf(requestsPerSecond: number): number {
  return requestsPerSecond - Math.floor(requestsPerSecond * KEPT_PART);
}

/** Of the first overrun that names no time; doubles with each that follows. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export class RequestBudget {
  #of = WHOLE_SHARE.of;
  /** The parts held, each with the time from which it may be used, ascending. */
  #parts = new Map(WHOLE_SHARE.parts.map((part) => [part, -Infinity]));
  #held: Slice;
  /** Of the parts that may be used by now. */
  #usable: Slice;
  /** When the next part may be taken into use. */
  #newPartAt = Infinity;
  readonly #control = new RateControl();
  /** Start times of the last window, ascending; `#first` is the oldest that still counts. */
  #starts: number[] = [];
  #first = 0;
  #unused = 0;
  #inFlight = 0;
  #nextAt = -Infinity;
  #pausedUntil = -Infinity;
  #pausedSince = -Infinity;
  #overrunsInARow = 0;

  constructor(private readonly settings: BudgetSettings) {
    this.#held = sliceOf(settings.requestsPerSecond, WHOLE_SHARE);
    this.#usable = this.#held;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests per second. */
  get permittedRate(): number {
    return this.#held.rate * this.#control.fraction;
  }

  /** Undefined once it is over. */
  pausedUntil(now: number): number | undefined {
    return this.#pausedUntil > now ? this.#pausedUntil : undefined;
  }

  /** When the first of the pauses between which nothing was served began. */
  get pausedSince(): number {
    return this.#pausedSince;
  }

  setShare({ parts, of }: Share, now: number): void {
    const kept = of === this.#of ? this.#parts : new Map<number, number>();
    const since = parts.map((part) => [part, kept.get(part) ?? now + CHANGE_OF_HANDS_MS] as const);
    this.#parts = new Map(since.toSorted(([, one], [, other]) => one - other));
    this.#of = of;
    this.#held = sliceOf(this.settings.requestsPerSecond, { parts, of });
    this.#use(now);
  }

  /** When it is worth asking for the next permit: `now` if one may be handed out; Infinity: not before a request ends or a permit comes back. */
  nextAt(now: number, use: BudgetUse = 'any'): number {
    const inFlight = this.#overrunsInARow > 0 ? 1 : this.settings.requestsInFlight;
    if (this.#inFlight >= inFlight) {
      return Infinity;
    }
    if (this.#newPartAt <= now) {
      this.#use(now);
    }
    const slots = use === 'spare' ? spareOf(this.#usable.slots) : this.#usable.slots;
    const behind = use === 'spare' ? Math.max(0, CATCH_UP_MS - this.#interval()) : 0;
    const at = slots === 0 ? Infinity : Math.max(this.#nextAt + behind, this.#slotFreeAt(now, slots));
    return Math.max(now, this.#pausedUntil, Math.min(at, this.#newPartAt));
  }

  /** A permit is handed out. */
  grant(now: number): void {
    this.#inFlight += 1;
    this.#unused += 1;
    this.#nextAt = Math.max(this.#nextAt, now - CATCH_UP_MS) + this.#interval();
  }

  /** The request of a permit has left. */
  start(now: number): void {
    this.#unused -= 1;
    this.#starts.push(now);
  }

  /** A permit came back unused. */
  giveBack(): void {
    this.#unused -= 1;
    this.#inFlight -= 1;
    this.#nextAt -= this.#interval();
  }

  /** A request ended, and not with a 429. `startedAt` tells an answer of before an overrun from one of after it. */
  ended(now: number, { startedAt, answer }: { startedAt: number; answer: 'healthy' | 'failed' }): void {
    this.#inFlight -= 1;
    if (startedAt >= this.#control.cutAt) {
      this.#overrunsInARow = 0;
    }
    if (answer === 'healthy') {
      this.#control.served({ startedAt, now }, this.permittedRate);
    }
  }

  /**
   * A request ended with a 429. Where it is one of a few it is put up with. Where it is not, everybody is quiet
   * for a while, then goes on at a lower rate, one request first.
   */
  limited(
    now: number,
    { startedAt, retryAfterMs }: { startedAt: number; retryAfterMs?: number | undefined },
  ): 'stray' | 'overrun' | 'known' {
    this.#inFlight -= 1;
    const refusal = this.#control.refused({ startedAt, now }, this.permittedRate);
    if (refusal === 'stray') {
      return refusal;
    }
    if (refusal === 'overrun') {
      this.#pausedSince = this.#overrunsInARow === 0 ? now : this.#pausedSince;
      this.#overrunsInARow += 1;
    }
    const own = Math.min(FIRST_PAUSE_MS * 2 ** (this.#overrunsInARow - 1), LONGEST_PAUSE_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (retryAfterMs ?? own));
    return refusal;
  }

  /** Takes the parts into use whose time has come. */
  #use(now: number): void {
    const parts: number[] = [];
    this.#newPartAt = Infinity;
    for (const [part, from] of this.#parts) {
      if (from > now) {
        this.#newPartAt = from;
        break;
      }
      parts.push(part);
    }
    this.#usable = sliceOf(this.settings.requestsPerSecond, { parts, of: this.#of });
  }

  /** Without a slot nothing is handed out; what comes back then changes nothing. */
  #interval(): number {
    const { slots, rate } = this.#usable;
    return slots === 0 ? 0 : WINDOW_MS / Math.min(slots, rate * this.#control.fraction);
  }

  #slotFreeAt(now: number, slots: number): number {
    while ((this.#starts[this.#first] ?? Infinity) <= now - WINDOW_MS) {
      this.#first += 1;
    }
    if (this.#first > 1024) {
      this.#starts = this.#starts.slice(this.#first);
      this.#first = 0;
    }
    const counted = this.#starts.length - this.#first;
    const excess = counted + this.#unused - slots;
    if (excess < 0) {
      return now;
    }
    // As many of the oldest starts as there are too many must leave the window; permits that are out leave none.
    const leaving = this.#starts[this.#first + excess];
    return leaving === undefined ? Infinity : leaving + WINDOW_MS;
  }
}
