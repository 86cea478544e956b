import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallReport } from './call-report.js';
import {
  hastened,
  afterGrant as afterGrantAt,
  afterReport,
  healthyScope,
  nextCallAt,
  type Report,
  type ScopeHealth,
} from './scope-health.policy.js';

const settings = {
  firstIntervalMs: 1200,
  longestIntervalMs: 3500,
  longestRetryAfterMs: 600_000,
  longestRetryAfterAloneMs: 60_000,
};
const down: CallReport = { kind: 'unserved', reason: 'unavailable' };
const served: CallReport = { kind: 'served' };

function report(
  health: ScopeHealth,
  what: CallReport,
  {
    now = 0,
    random = 1,
    epoch = health.epoch,
    asked = 'only-this-scope',
  }: { now?: number; random?: number; epoch?: number; asked?: Report['asked'] } = {},
): ScopeHealth {
  return afterReport(health, settings, { report: what, now, random, epoch, asked });
}

function afterGrant(health: ScopeHealth, now = 0): ScopeHealth {
  return afterGrantAt(health, now);
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
    ['ten seconds', 10_000, 1200, 1440],
    ['a minute', 60_000, 1200, 1440],
    ['two minutes', 120_000, 2000, 2400],
    ['an hour', 3_600_000, 3500, 4200],
    ['a week', 604_800_000, 3500, 4200],
  ])('is probed again after an outage of %s within %i to %i ms', (_age, now, least, most) => {
    const probing = afterGrant(closedAfter(2), now);
    expect(nextCallAt(report(probing, down, { now, random: 0 }), now)).toBe(now + least);
    expect(nextCallAt(report(probing, down, { now, random: 1 }), now)).toBe(now + most);
  });

  it('is probed as soon after a hundred failures as after two: an outage is as old as it is, not as often seen', () => {
    expect(nextCallAt(closedAfter(100), 0)).toBe(nextCallAt(closedAfter(2), 0));
  });

  it.each([
    ['as long as it is asked to', 45_000, 'only-this-scope', 45_000],
    ['a minute at most where only it was asked to', 7_200_000, 'only-this-scope', 60_000],
    ['as long as it is asked to where others were, too', 300_000, 'others-too', 300_000],
    ['never for hours', 7_200_000, 'others-too', 600_000],
  ] as const)('keeps quiet %s (Retry-After)', (_rule, retryAfterMs, asked, expected) => {
    const health = report(healthyScope(0), { ...down, retryAfterMs }, { asked });
    expect(nextCallAt(health, 0)).toBe(expected);
    expect(health.askedUntil).toBe(expected);
  });

  it('waits longer each time that PingOne repeats it, up to the longest, and forgets that when it is served', () => {
    const long: CallReport = { kind: 'limited', retryAfterMs: 7_200_000 };
    let health = healthyScope(0);
    const waits = [1, 2, 3, 4, 5].map(() => {
      health = report(afterGrant(health), long);
      return nextCallAt(health, 0);
    });
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000]);
    const open = report(afterGrant(health), served);
    expect(open).toMatchObject({ state: 'open', longAsks: 0 });
    expect(open.askedUntil).toBeUndefined();
  });

  it('closes at a 429 that asks for a long pause, and says so', () => {
    const health = report(healthyScope(0), { kind: 'limited', retryAfterMs: 30_000 });
    expect(health).toMatchObject({ state: 'closed', reason: 'rate-limited', askedUntil: 30_000 });
  });

  it('opens when the probe is served, and remembers for a call or two that it was not well', () => {
    const open = report(afterGrant(closedAfter(3)), served, { now: 9 });
    expect(open).toMatchObject({ state: 'open', since: 9, failures: 2 });
    expect(open.reason).toBeUndefined();
    const again = report(open, down, { random: 1 });
    expect(nextCallAt(again, 0)).toBe(1440);
  });

  it('is looked at soon when another scope with its reason is served again, but not more often than always', () => {
    const probing = afterGrant(closedAfter(2), 600_000);
    const closed = report(probing, down, { now: 600_000 });
    expect(nextCallAt(hastened(closed, settings, 600_200), 600_200)).toBe(601_200);
    expect(nextCallAt(hastened(closed, settings, 602_000), 602_000)).toBe(602_000);
  });

  it('is not looked at sooner when PingOne asked it to wait', () => {
    const asked = report(healthyScope(0), { ...down, retryAfterMs: 45_000 });
    expect(hastened(asked, settings, 10_000)).toBe(asked);
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

  it.each<[string, CallReport, number]>([
    ['at once when the probe was not sent after all', { kind: 'unused' }, 100],
    ['when PingOne says, if the probe met the rate limit', { kind: 'limited', retryAfterMs: 5000 }, 5100],
    ['after the first interval where PingOne does not say when', { kind: 'limited' }, 1300],
  ])('probes again %s', (_what, what, at) => {
    const health = report(afterGrant(closedAfter(4)), what, { now: 100 });
    expect(health).toMatchObject({ state: 'closed', failures: 2 });
    expect(nextCallAt(health, 100)).toBe(at);
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
          expect(nextCallAt(health, 0)).toBeLessThanOrEqual(4200);
        }
        expect(report(afterGrant(health), served).state).toBe('open');
      }),
    );
  });
});
