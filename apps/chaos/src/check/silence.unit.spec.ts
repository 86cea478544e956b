import { describe, expect, it } from '@jest/globals';
import { longestSilence } from './silence.js';

describe('longestSilence', () => {
  it.each([
    { times: [], silence: { longestMs: 0, since: 0 } },
    { times: [7], silence: { longestMs: 0, since: 7 } },
    { times: [10, 15, 40, 41], silence: { longestMs: 25, since: 15 } },
    { times: [41, 10, 40, 15], silence: { longestMs: 25, since: 15 } },
  ])('of $times is $silence.longestMs', ({ times, silence }) => {
    expect(longestSilence(times)).toEqual(silence);
  });
});
