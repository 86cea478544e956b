import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT, GateFixture, SERVED } from '../../test/gate-fixture.js';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import type { CallReport } from './call-report.js';
import type { PermitRequest } from './request-gate.port.js';

const APPLICATION = { operation: 'revoke-token', clientId: 'a1' } as const;

describe('a 429', () => {
  const limited = (retryAfterMs: number): CallReport => ({ kind: 'limited', retryAfterMs });

  async function serve(fixture: GateFixture, calls: number): Promise<void> {
    for (let call = 0; call < calls; call++) {
      await fixture.passing(fixture.call(SERVED));
    }
  }

  it('among many calls that are served stops none of them', async () => {
    const fixture = new GateFixture();
    await serve(fixture, 30);
    await fixture.passing(fixture.call(limited(5000)));
    const before = fixture.clock.monotonic();
    await serve(fixture, 3);
    expect(fixture.clock.monotonic() - before).toBeLessThan(1000);
    expect(fixture.lines).toEqual([]);
  });

  it('that is one of too many makes calls of all scopes wait as long as Retry-After says', async () => {
    const fixture = new GateFixture();
    await fixture.passing(fixture.call(limited(5000)));
    const others = [fixture.call(SERVED), fixture.call(SERVED, APPLICATION)];
    expect(fixture.gate.budget()).toMatchObject({
      pausedUntil: '2026-01-01T00:00:05.000Z',
      pausedSince: '2026-01-01T00:00:00.000Z',
    });
    await fixture.clock.advance(20_000);
    expect(Math.min(...(await Promise.all(others)))).toBeGreaterThanOrEqual(5000);
    expect(fixture.lines).toHaveLength(1);
  });

  it('lowers the permitted rate, which is shown as none during the pause and by itself after it', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 8 });
    const shown = async (): Promise<string | undefined> =>
      /general"} (.*)/.exec(await fixture.metrics.registry.metrics())?.[1];
    await fixture.passing(fixture.call(limited(5000)));
    expect(fixture.gate.budget().permittedRate).toBe(6.8);
    expect(await shown()).toBe('0');
    await fixture.clock.advance(5000);
    expect(await shown()).toBe('6.8');
    expect(fixture.clock.pending).toBe(0);
  });

  it('that asks for a long pause closes its scope and no other', async () => {
    const fixture = new GateFixture();
    await fixture.passing(fixture.call(limited(3_600_000), APPLICATION));
    const stuck = fixture.call(SERVED, APPLICATION);
    await serve(fixture, 30);
    expect(fixture.clock.monotonic()).toBeLessThan(5000);
    expect(fixture.gate.budget().pausedUntil).toBeUndefined();
    expect(fixture.gate.scopes()[0]).toMatchObject({
      state: 'closed',
      reason: 'rate-limited',
      askedUntil: '2026-01-01T00:01:00.000Z',
    });
    expect(fixture.lines.map(({ level, fields }) => [level, fields['askedSeconds']])).toEqual([['warn', 60]]);
    await fixture.clock.advance(60_000);
    expect(await stuck).toBeGreaterThanOrEqual(60_000);
  });

  it('that asks every scope of a budget for a long pause is shown as a pause of the budget', async () => {
    const fixture = new GateFixture();
    await fixture.passing(fixture.call(limited(3_600_000), APPLICATION));
    await fixture.passing(fixture.call(limited(3_600_000)));
    expect(fixture.gate.budget().pausedUntil).toBe('2026-01-01T00:01:00.000Z');
    const [, second] = fixture.gate.scopes();
    expect(Date.parse(second?.askedUntil ?? '')).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1, 0, 10));
    expect(await fixture.metrics.registry.metrics()).toContain(
      'pingone_permitted_requests_per_second{group="general"} 0',
    );
  });
});

describe('a share of the fleet’s budget', () => {
  it('changes the rate at once', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 10 });
    fixture.gate.setShare({ parts: [0, 3], of: 4 });
    expect(fixture.gate.budget().permittedRate).toBe(5);
  });

  it('of nothing makes every call wait, also for a worker token, until there is a part', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 10 });
    fixture.gate.setShare({ parts: [], of: 4 });
    const call = fixture.call(SERVED);
    const token = fixture.gate.acquireForToken(ENVIRONMENT, fixture.controller.signal);
    await fixture.clock.advance(60_000);
    expect(fixture.gate.budget()).toMatchObject({ permittedRate: 0, inFlight: 0, waiting: 2 });
    fixture.gate.setShare({ parts: [2], of: 4 });
    (await fixture.passing(token))?.release();
    expect(await fixture.passing(call)).toBeGreaterThanOrEqual(60_000);
  });

  it.each([
    ['a part twice', { parts: [1, 1], of: 4 }],
    ['a part that there is not', { parts: [4], of: 4 }],
    ['no parts at all', { parts: [], of: 0 }],
  ])('is refused with %s', (_, share) => {
    expect(() => new GateFixture().gate.setShare(share)).toThrow(RangeError);
  });
});

describe('a rate group with a budget of its own', () => {
  const USERS = { operation: 'list-devices' } as const;

  it('has its own rate, beside the one of all others', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 4, rateGroups: { users: 10, oath: 2 } });
    const calls = (overrides: Partial<PermitRequest>): Promise<number>[] =>
      Array.from({ length: 40 }, () => fixture.call(SERVED, overrides));
    const [users, oath, others] = [calls(USERS), calls({}), calls(APPLICATION)];
    await fixture.clock.drain();
    const most = async (times: Promise<number>[]): Promise<number> =>
      mostInAnySecond(await Promise.all(times));
    expect([await most(users), await most(oath), await most(others)]).toEqual([10, 2, 4]);
    expect(fixture.gate.budget()).toMatchObject({
      permittedRate: 4,
      groups: { users: { permittedRate: 10 }, oath: { permittedRate: 2 } },
    });
  });

  it('is slowed by its own 429, and no other group is', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 10, rateGroups: { users: 10, oath: 10 } });
    await fixture.passing(fixture.call({ kind: 'limited', retryAfterMs: 5000 }, USERS));
    const limited = fixture.call(SERVED, USERS);
    const others = [fixture.call(SERVED), fixture.call(SERVED, APPLICATION)];
    await fixture.clock.advance(2000);
    expect(Math.max(...(await Promise.all(others)))).toBeLessThan(2000);
    expect(fixture.gate.budget()).toMatchObject({
      permittedRate: 10,
      groups: {
        users: { permittedRate: 8.5, pausedUntil: '2026-01-01T00:00:05.000Z' },
        oath: { permittedRate: 10 },
      },
    });
    await fixture.clock.drain();
    expect(await limited).toBeGreaterThanOrEqual(5000);
  });

  it('takes its part of the group’s rate as of the general one', () => {
    const fixture = new GateFixture({ requestsPerSecond: 8, rateGroups: { users: 16 } });
    fixture.gate.setShare({ parts: [0], of: 4 });
    expect(fixture.gate.budget()).toMatchObject({
      permittedRate: 2,
      groups: { users: { permittedRate: 4 } },
    });
  });

  it('shares what may be in flight with all others', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1, rateGroups: { users: 10 } });
    const permit = await fixture.acquire();
    const other = fixture.acquire(USERS);
    await fixture.clock.advance(5000);
    expect(fixture.gate.budget().waiting).toBe(1);
    permit?.release();
    expect(await fixture.passing(other)).toBeDefined();
  });
});
