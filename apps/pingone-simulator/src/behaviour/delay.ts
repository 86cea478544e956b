import type { Random } from '../support/random.js';

/** A duration in milliseconds: a number, or how to draw one. */
export type Delay =
  | number
  | { readonly distribution: 'fixed'; readonly ms: number }
  | { readonly distribution: 'uniform'; readonly minMs: number; readonly maxMs: number }
  /** `sigma` is the standard deviation of the logarithm: 0.5 is mild, 1.5 has a long tail, which `maxMs` cuts. */
  | {
      readonly distribution: 'lognormal';
      readonly medianMs: number;
      readonly sigma: number;
      readonly maxMs?: number;
    };

/** Box–Muller. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function drawDelay(delay: Delay, random: Random): number {
  if (typeof delay === 'number') {
    return delay;
  }
  switch (delay.distribution) {
    case 'fixed':
      return delay.ms;
    case 'uniform':
      return delay.minMs + random() * (delay.maxMs - delay.minMs);
    case 'lognormal':
      return Math.min(
        delay.medianMs * Math.exp(delay.sigma * standardNormal(random)),
        delay.maxMs ?? Infinity,
      );
  }
}
