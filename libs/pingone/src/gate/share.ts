/**
 * The part of the fleet's budget that belongs to a process. The budget is cut
 * into `of` parts; each belongs to one process at most, and who holds none may
 * send nothing.
 */
export interface Share {
  /** Numbers of the parts held, from 0, distinct. */
  readonly parts: readonly number[];
  readonly of: number;
}

/** For who is alone. */
export const WHOLE_SHARE: Share = { parts: [0], of: 1 };

export interface Slice {
  /** Requests in any window. */
  readonly slots: number;
  /** Requests per second over time; less than the slots only where a part is less than one request. */
  readonly rate: number;
}

/**
 * What a share comes to. A part is a whole number of requests, so the parts add
 * up to the budget without a rest and without a word between the instances: of
 * 10 requests in 8 parts, two parts are of two. Rounding each share down instead
 * would leave a fifth of that budget to nobody.
 *
 * A budget of fewer requests than parts cannot be cut so. Then the rate is the
 * fraction, kept by the distance between requests: it holds on average, and a
 * single second may see one request of each instance.
 */
export function sliceOf(requestsPerSecond: number, { parts, of }: Share): Slice {
  if (requestsPerSecond >= of) {
    const upTo = (part: number): number => Math.floor((part * requestsPerSecond) / of);
    const slots = parts.reduce((sum, part) => sum + upTo(part + 1) - upTo(part), 0);
    return { slots, rate: slots };
  }
  const rate = (requestsPerSecond * parts.length) / of;
  return { slots: parts.length === 0 ? 0 : Math.max(1, Math.floor(rate)), rate };
}

/** @throws RangeError for a share that is none */
export function checkShare({ parts, of }: Share): void {
  const areParts = parts.every((part) => Number.isInteger(part) && part >= 0 && part < of);
  if (!Number.isInteger(of) || of < 1 || !areParts || new Set(parts).size < parts.length) {
    throw new RangeError('A share is distinct parts of a whole number of them.');
  }
}
