import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../support/random.js';
import { drawDelay, type Delay } from './delay.js';

const drawn = (delay: Delay, count = 2000): number[] => {
  const random = seededRandom(1);
  return Array.from({ length: count }, () => drawDelay(delay, random)).toSorted((a, b) => a - b);
};
const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(sorted.length * part)] ?? NaN;

describe('drawDelay', () => {
  it('gives the number itself, or the fixed one', () => {
    expect(drawDelay(30, () => 0.5)).toBe(30);
    expect(drawDelay({ distribution: 'fixed', ms: 40 }, () => 0.5)).toBe(40);
  });

  it('spreads a uniform one evenly between its bounds', () => {
    const values = drawn({ distribution: 'uniform', minMs: 100, maxMs: 200 });
    expect(values[0]).toBeGreaterThanOrEqual(100);
    expect(values.at(-1)).toBeLessThanOrEqual(200);
    expect(quantile(values, 0.5)).toBeGreaterThan(140);
    expect(quantile(values, 0.5)).toBeLessThan(160);
  });

  it('gives a lognormal one its median, a tail on one side, and its cut', () => {
    const values = drawn({ distribution: 'lognormal', medianMs: 100, sigma: 1 });
    expect(quantile(values, 0.5)).toBeGreaterThan(90);
    expect(quantile(values, 0.5)).toBeLessThan(110);
    // e^(1.645) = 5.2 medians at the 95th percentile.
    expect(quantile(values, 0.95)).toBeGreaterThan(400);
    expect(drawn({ distribution: 'lognormal', medianMs: 100, sigma: 1, maxMs: 250 }).at(-1)).toBe(250);
  });
});
