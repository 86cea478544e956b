import { InvalidArgumentError } from 'commander';
import { timeBefore } from '../../cli/option-values.js';

/** A place in a partition, as a person names it. */
export type Moment =
  | { readonly kind: 'offset'; readonly offset: bigint }
  /** Epoch milliseconds. */
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'earliest' | 'latest' };

export function momentBefore(now: number): (text: string) => Moment {
  const time = timeBefore(now);
  return (text) => {
    if (text === 'earliest' || text === 'latest') {
      return { kind: text };
    }
    if (/^\d{1,19}$/.test(text)) {
      return { kind: 'offset', offset: BigInt(text) };
    }
    try {
      return { kind: 'time', at: time(text) };
    } catch {
      throw new InvalidArgumentError(
        'It must be an offset, a time with its zone (2026-03-02T17:00:00Z), how long ago (15m, 2h, 7d; from 1970 on), "earliest" or "latest".',
      );
    }
  };
}
