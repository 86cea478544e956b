import { describe, expect, it } from '@jest/globals';
import { firstTooMany } from './arrivals.js';

const exactly = (noticed: readonly number[], limit: number): number | undefined =>
  firstTooMany(noticed, noticed, limit);

describe('arrivals within a limit per second', () => {
  it('are judged by any second, not by those of the clock', () => {
    expect(exactly([900, 950, 1000], 2)).toBe(2);
    expect(exactly([0, 500, 1000, 1500], 2)).toBeUndefined();
  });

  it('may be a burst that only looks like one, because nobody was looking', () => {
    const noticed = [0, 500, 1400, 1400];
    expect(exactly(noticed, 2)).toBe(3);
    expect(firstTooMany(noticed, [0, 500, 1000, 1000], 2)).toBe(3);
    expect(firstTooMany([0, 500, 1700, 1700], [0, 500, 1000, 1000], 2)).toBeUndefined();
  });

  it('are too many where no way to spread them holds', () => {
    expect(firstTooMany([0, 0, 999], [0, 0, 500], 2)).toBe(2);
  });
});
