import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallReport } from './call-report.js';
import {
  afterGrant,
  afterReport,
  healthyScope,
  nextCallAt,
  type ScopeHealth,
} from './scope-health.policy.js';

const settings = { firstIntervalMs: 500, longestIntervalMs: 30_000, longestRetryAfterMs: 600_000 };
const down: CallReport = { kind: 'unserved', reason: 'unavailable' };
const served: CallReport = { kind: 'served' };

function report(
  health: ScopeHealth,
  what: CallReport,
  { now = 0, random = 1, epoch = health.epoch } = {},
): ScopeHealth {
  return afterReport(health, settings, { report: what, now, random, epoch });
}

/** Closed, with so many failed probes. */
function closedAfter(failures: number, random = 1): ScopeHealth {
  let health = report(healthyScope(0), down, { random });
  for (let failure = 1; failure < failures; failure++) {
    health = report(afterGrant(health), down, { random });
  }
  return health;
}

describe('the health of a scope', () => {
  it('closes at the first failure, and is probed at once: a stray failure costs one round trip', () => {
    const health = report(healthyScope(0), down, { now: 70 });
    expect(health).toMatchObject({ state: 'closed', reason: 'unavailable', since: 70 });
    expect(nextCallAt(health, 70)).toBe(70);
  });

  it('lets one probe through and nothing beside it', () => {
    const probing = afterGrant(closedAfter(1));
    expect(probing.state).toBe('probing');
    expect(nextCallAt(probing, 1_000_000)).toBeUndefined();
  });

  it.each([
    [2, 500],
    [3, 1000],
    [4, 2000],
    [7, 16_000],
    [8, 30_000],
    [20, 30_000],
  ])('after %i failures in a row waits at most %i ms', (failures, longest) => {
    expect(nextCallAt(closedAfter(failures, 1), 0)).toBe(longest);
    expect(nextCallAt(closedAfter(failures, 0.5), 0)).toBe(longest / 2);
    expect(nextCallAt(closedAfter(failures, 0), 0)).toBe(0);
  });

  it.each([
    ['keeps quiet as long as it is asked to', 45_000, 45_000],
    ['does not let itself be silenced for hours', 7_200_000, 600_000],
  ])('%s (Retry-After)', (_rule, retryAfterMs, expected) => {
    const health = report(healthyScope(0), { ...down, retryAfterMs });
    expect(nextCallAt(health, 0)).toBe(expected);
  });

  it('opens when the probe is served, and remembers for a while that it was not well', () => {
    const open = report(afterGrant(closedAfter(3)), served, { now: 9 });
    expect(open).toMatchObject({ state: 'open', since: 9, failures: 3 });
    expect(open.reason).toBeUndefined();
    const again = report(open, down, { random: 1 });
    expect(nextCallAt(again, 0)).toBe(2000);
  });

  it('forgives one failure for each call that is served', () => {
    let health = report(afterGrant(closedAfter(2)), served);
    health = report(report(health, served), served);
    expect(health.failures).toBe(0);
    expect(report(health, served)).toBe(health);
  });

  it('takes no notice of calls that began before its last change', () => {
    const closed = report(healthyScope(0), down);
    expect(report(closed, served, { epoch: 0 })).toBe(closed);
    expect(report(closed, down, { epoch: 0 })).toBe(closed);
  });

  it.each<[string, CallReport]>([
    ['was not sent after all', { kind: 'unused' }],
    ['met the rate limit', { kind: 'limited', retryAfterMs: 5000 }],
  ])('probes again at once when the probe %s', (_what, what) => {
    const health = report(afterGrant(closedAfter(4)), what, { now: 100 });
    expect(health).toMatchObject({ state: 'closed', failures: 4 });
    expect(nextCallAt(health, 100)).toBe(100);
  });

  it('stays open at a 429: that is the budget’s business', () => {
    expect(report(healthyScope(0), { kind: 'limited' }).state).toBe('open');
  });

  it('dates an outage from its first failure, whatever the probes say later', () => {
    const first = report(healthyScope(0), down, { now: 100 });
    const later = report(
      afterGrant(first),
      { kind: 'unserved', reason: 'credentials-refused' },
      { now: 900 },
    );
    expect(later).toMatchObject({ since: 100, reason: 'credentials-refused' });
  });

  it('never waits longer than the longest interval or the longest silence, and always opens in the end', () => {
    const reports = fc.array(
      fc.oneof(
        fc.constant(served),
        fc.record({ kind: fc.constant('unserved' as const), reason: fc.constant('unavailable' as const) }),
        fc.constant<CallReport>({ kind: 'unused' }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(reports, fc.double({ min: 0, max: 1, noNaN: true }), (history, random) => {
        let health = healthyScope(0);
        for (const what of history) {
          health = report(afterGrant(health), what, { random });
          expect(nextCallAt(health, 0)).toBeLessThanOrEqual(30_000);
        }
        expect(report(afterGrant(health), served).state).toBe('open');
      }),
    );
  });
});
