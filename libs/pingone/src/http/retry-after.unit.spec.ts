import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const NOW = Date.UTC(2026, 0, 1, 12);

describe('Retry-After', () => {
  it.each([
    ['5', 5000],
    ['0', 0],
    [' 2.5 ', 2500],
    ['86400', 86_400_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 12:00:30 GMT', 30_000],
    ['Thu Jan  1 12:00:30 2026 GMT', 30_000],
    ['2026-01-01T12:01:00Z', 60_000],
    ['Thu, 01 Jan 2026 12:00:00 GMT', 0],
    // Over already.
    ['Thu, 01 Jan 2026 11:00:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['-0.5', undefined],
    ['-5x', undefined],
    ['5 s', undefined],
    ['1e9', undefined],
    ['Thu, 42 Jan 2026 12:00:30 GMT', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (value, expected) => {
    expect(retryAfterMs(value, { date: undefined, now: NOW })).toBe(expected);
  });

  it.each([
    ['an hour behind', NOW - 3_600_000],
    ['an hour ahead', NOW + 3_600_000],
  ])('that is a date is measured by the Date of its answer: our clock may be %s', (_, now) => {
    const date = 'Thu, 01 Jan 2026 12:00:00 GMT';
    expect(retryAfterMs('Thu, 01 Jan 2026 12:00:30 GMT', { date, now })).toBe(30_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 11:59:59 GMT', { date, now })).toBeUndefined();
  });

  it('is measured by our clock where the answer has no Date that can be read', () => {
    const at = { date: 'yesterday', now: NOW };
    expect(retryAfterMs('Thu, 01 Jan 2026 12:00:30 GMT', at)).toBe(30_000);
  });
});
