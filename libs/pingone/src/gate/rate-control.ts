/**
 * What PingOne's refusals (429) leave of the rate. Knows no permits and no pauses.
 *
 * Two things have to be told apart. A limit that is really there refuses in a row,
 * or a growing share, until we are slower. A gateway that refuses a few requests at
 * random goes on refusing as many, however slow we are: to slow down for each of
 * them costs nearly everything and gains nothing. What tells them apart is the
 * share. One refusal is put up with for every twenty requests that were served,
 * and some of that is saved up, since chance comes in clusters. A refusal for which
 * nothing is saved, or the third in a row, is an overrun.
 *
 * After an overrun the rate is cut, and grows again as TCP CUBIC does (RFC 9438):
 * fast up to the rate that held last, slowly around it, faster again beyond it. It
 * grows by what is served, not by time: what is not used is not known to hold. A
 * refusal that is put up with takes some of it back. So beside another client the
 * rate settles where one in some twenty-seven is refused, and where chance refuses
 * fewer it comes back to the whole.
 */
export interface EndedRequest {
  /** Monotonic milliseconds, both. */
  readonly startedAt: number;
  readonly now: number;
}

/** So many served requests make up for one that was refused: 5 % (P7). */
const SERVED_FOR_ONE_REFUSAL = 20;
const IN_A_ROW = 3;
/** What was saved is gone when nothing was served for so long. */
const SAVED_FOR_MS = 10_000;
/** After an overrun: chance may go on as it did before. */
const SAVED_AFTER_OVERRUN = 4;

/** What an overrun leaves of the rate. */
const CUT = 0.85;
/** Of the configured rate; never less is permitted. */
const LEAST_FRACTION = 1 / 32;
/** So many served requests a refusal takes back of the growth: under one in twenty. */
const SERVED_UNDONE_BY_A_REFUSAL = 26;
/** From a cut back to the rate that held, at full use. */
const BACK_AFTER_SECONDS = 10;
/** Of the rate that held, per second cubed. */
const GROWTH = (1 - CUT) / BACK_AFTER_SECONDS ** 3;

export class RateControl {
  #fraction = 1;
  /** The last part that held: where the curve is flat. */
  #held = 1;
  /** Seconds of full use since the cut. */
  #used = 0;
  /** Refusals that are put up with. */
  #saved = 0;
  #refusedInARow = 0;
  #servedAt = -Infinity;
  #cutAt = -Infinity;

  /** Of the configured rate, from 1/32 to 1. */
  get fraction(): number {
    return this.#fraction;
  }

  /** When the last overrun was; what started before it says nothing of the rate after it. */
  get cutAt(): number {
    return this.#cutAt;
  }

  /** @param rate requests per second that are permitted at the moment */
  served({ startedAt, now }: EndedRequest, rate: number): void {
    if (startedAt < this.#cutAt) {
      return;
    }
    this.#saved = Math.min(mostSaved(rate), this.#savedBy(now) + 1 / SERVED_FOR_ONE_REFUSAL);
    this.#servedAt = now;
    this.#refusedInARow = 0;
    this.#use(1, rate);
  }

  /**
   * Requests that were under way together are one overrun, not many: the others are `known`.
   *
   * @param rate as for `served`
   */
  refused({ startedAt, now }: EndedRequest, rate: number): 'stray' | 'overrun' | 'known' {
    if (startedAt < this.#cutAt) {
      return 'known';
    }
    const saved = this.#savedBy(now) - 1;
    this.#refusedInARow += 1;
    if (saved >= 0 && this.#refusedInARow < IN_A_ROW) {
      this.#saved = saved;
      this.#use(-SERVED_UNDONE_BY_A_REFUSAL, rate);
      return 'stray';
    }
    this.#cut(now);
    return 'overrun';
  }

  #cut(now: number): void {
    this.#cutAt = now;
    this.#used = 0;
    this.#refusedInARow = 0;
    this.#saved = SAVED_AFTER_OVERRUN;
    // Below the rate that held last, there is less room than there was: come back to less (RFC 9438, section 4.7).
    this.#held = this.#fraction < this.#held ? (this.#fraction * (1 + CUT)) / 2 : this.#fraction;
    this.#fraction = Math.max(LEAST_FRACTION, this.#fraction * CUT);
  }

  #use(requests: number, rate: number): void {
    if (this.#fraction < 1) {
      this.#used = Math.max(0, this.#used + requests / Math.max(rate, 1));
      const curve = this.#held * (1 + GROWTH * (this.#used - BACK_AFTER_SECONDS) ** 3);
      this.#fraction = Math.min(1, Math.max(LEAST_FRACTION, curve));
    }
  }

  #savedBy(now: number): number {
    return now - this.#servedAt > SAVED_FOR_MS ? 0 : this.#saved;
  }
}

/** The more is asked in a second, the larger are the clusters of chance in it. */
function mostSaved(rate: number): number {
  return Math.min(12, Math.max(6, rate / 5));
}
