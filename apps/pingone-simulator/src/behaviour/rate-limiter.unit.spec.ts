import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../operation.js';
import { RateLimiter } from './rate-limiter.js';
import type { RateLimits } from './settings.js';

const NONE: RateLimits = { licence: null, groups: {}, perIpShare: null, rivalPerSecond: null };

describe('RateLimiter', () => {
  const taking = (limits: RateLimits) => {
    const limiter = new RateLimiter();
    return (now: number, operation: Operation = 'read-user', address = '127.0.0.1'): boolean | number => {
      const verdict = limiter.take(limits, operation, address, now);
      return verdict.kind === 'pass' ? true : verdict.retryAfterSeconds;
    };
  };

  it('lets everything pass without limits', () => {
    const take = taking(NONE);
    expect(Array.from({ length: 100 }, () => take(0))).toEqual(Array(100).fill(true));
  });

  it('lets the licence pass so many in any window of a second, whatever the operation', () => {
    const take = taking({ ...NONE, licence: 2 });
    expect([take(0), take(900, 'revoke-token'), take(950), take(999.9)]).toEqual([true, true, 1, 1]);
    expect([take(1000), take(1500), take(1900)]).toEqual([true, 1, true]);
  });

  it('does not count what it refuses', () => {
    const take = taking({ ...NONE, licence: 1 });
    expect([take(0), take(500), take(999), take(1000)]).toEqual([true, 1, 1, true]);
  });

  it('limits each rate group by itself', () => {
    const take = taking({ ...NONE, groups: { oath: 1 } });
    expect([
      take(0, 'read-oath-job'),
      take(1, 'submit-oath-job'),
      take(2, 'read-user'),
      take(3, 'issue-token'),
    ]).toEqual([true, 1, true, true]);
  });

  it('lets one address have its share of the licence', () => {
    const take = taking({ ...NONE, licence: 10, perIpShare: 0.35 });
    expect([0, 1, 2, 3].map((now) => take(now, 'read-user', '10.0.0.1'))).toEqual([true, true, true, 1]);
    expect(take(4, 'read-user', '10.0.0.2')).toBe(true);
  });

  it('leaves what another client of the licence does not take', () => {
    const take = taking({ ...NONE, licence: 60, rivalPerSecond: 22 });
    const passed = Array.from({ length: 500 }, (_, n) => take(n * 10)).filter((one) => one === true);
    expect(passed.length / 5).toBeGreaterThanOrEqual(36);
    expect(passed.length / 5).toBeLessThanOrEqual(40);
  });

  it('counts only the last second of another client after a rest', () => {
    const take = taking({ ...NONE, licence: 3, rivalPerSecond: 2 });
    expect([take(0), take(3_600_000), take(3_600_001)]).toEqual([true, true, 1]);
  });

  it('takes nothing from one limit when another refuses', () => {
    const take = taking({ ...NONE, licence: 2, groups: { oath: 1 } });
    expect([take(0, 'read-oath-job'), take(1, 'read-oath-job'), take(2, 'read-user')]).toEqual([
      true,
      1,
      true,
    ]);
  });
});
