import { describe, expect, it } from '@jest/globals';
import { longestPause } from './pauses.js';

const outcomesAt = new Map([
  [0, [100, 900, 3_000, 3_100]],
  [1, [100, 2_000, 2_050]],
  [2, [100]],
]);

describe('the longest pause of lanes that moved', () => {
  it('lasts from the last outcome before a move to the first one after it', () => {
    expect(longestPause([{ lane: 0, at: 2_900 }], outcomesAt)).toBe(2_100);
  });

  it('is the one of the lane that suffered most', () => {
    const moves = [
      { lane: 0, at: 3_050 },
      { lane: 1, at: 1_000 },
    ];
    expect(longestPause(moves, outcomesAt)).toBe(1_900);
  });

  it('is not known of a lane that had nothing to tell before or after', () => {
    expect(longestPause([{ lane: 2, at: 500 }], outcomesAt)).toBeUndefined();
    expect(longestPause([{ lane: 7, at: 500 }], outcomesAt)).toBeUndefined();
  });
});
