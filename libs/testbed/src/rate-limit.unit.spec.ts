import { describe, expect, it } from '@jest/globals';
import { firstAboveLimit } from './rate-limit.js';

const exactly = (noticed: readonly number[], limit: number): number | undefined =>
  firstAboveLimit(noticed, noticed, limit);

describe('what was noticed, against a limit of requests per second', () => {
  it('is judged by any second, not by the seconds of the clock', () => {
    expect(exactly([900, 950, 1000], 2)).toBe(2);
    expect(exactly([0, 500, 1000, 1500], 2)).toBeUndefined();
  });

  it('is within the limit where a stopped event loop may have made it look like a burst', () => {
    const noticed = [0, 500, 1400, 1400];
    expect(exactly(noticed, 2)).toBe(3);
    expect(firstAboveLimit(noticed, [0, 500, 1000, 1000], 2)).toBe(3);
    expect(firstAboveLimit([0, 500, 1700, 1700], [0, 500, 1000, 1000], 2)).toBeUndefined();
  });

  it('is above the limit where no way to spread the requests holds', () => {
    expect(firstAboveLimit([0, 0, 999], [0, 0, 500], 2)).toBe(2);
  });
});
