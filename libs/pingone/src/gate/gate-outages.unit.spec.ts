import { describe, expect, it } from '@jest/globals';
import { DOWN, ENVIRONMENT, GateFixture, SERVED } from '../../test/gate-fixture.js';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import type { CallReport } from './call-report.js';

const APPLICATION = { operation: 'revoke-token', clientId: 'a1' } as const;
const POLL = { priority: { urgency: 'user', phase: 'ask' } } as const;

describe('an outage', () => {
  it('of a scope stops that scope and no other', async () => {
    const fixture = new GateFixture({ random: () => 1 });
    await fixture.passing(fixture.call(DOWN, APPLICATION));
    await fixture.passing(fixture.call(DOWN, APPLICATION));
    const stuck = fixture.call(SERVED, APPLICATION);
    await fixture.passing(fixture.call(SERVED, { ...APPLICATION, clientId: 'a2' }));
    await fixture.passing(fixture.call(SERVED));
    const states = fixture.gate.scopes().map(({ scope, state }) => `${scope.split(':')[0]} ${state}`);
    expect(states).toEqual(['revoke-token closed', 'revoke-token open', 'submit-oath-job open']);
    await fixture.clock.advance(1500);
    await stuck;
    expect(fixture.gate.scopes().every(({ state }) => state === 'open')).toBe(true);
  });

  it('says why and since when', async () => {
    const fixture = new GateFixture();
    await fixture.clock.advance(5000);
    await fixture.passing(fixture.call({ kind: 'unserved', reason: 'permission-denied' }));
    expect(fixture.gate.scopes()).toEqual([
      {
        scope: `submit-oath-job:${ENVIRONMENT}`,
        state: 'closed',
        reason: 'permission-denied',
        since: '2026-01-01T00:00:05.000Z',
        forMs: expect.any(Number),
      },
    ]);
  });

  it('of twenty seconds costs a handful of calls, however many wait', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 50, requestsInFlight: 4 });
    const starts: number[] = [];
    const isDown = (): boolean => fixture.clock.monotonic() < 20_000;
    for (let index = 0; index < 300; index++) {
      void fixture.callUntilServed(
        () => (isDown() ? DOWN : SERVED),
        {},
        (at) => starts.push(at),
      );
    }
    await fixture.clock.advance(20_000);
    // As many as were in flight when it began, then one probe a second.
    expect(starts.length).toBeLessThanOrEqual(4 + 20);
    expect(fixture.gate.budget().waiting).toBeGreaterThan(290);
    await fixture.clock.drain(60_000);
    expect(fixture.gate.budget().waiting).toBe(0);
  });

  it('lets one probe at a time through, at intervals that grow with its age', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 50, requestsInFlight: 1 });
    const starts: number[] = [];
    for (let index = 0; index < 20; index++) {
      void fixture.callUntilServed(
        () => DOWN,
        { lastsMs: 10 },
        (at) => starts.push(at),
      );
    }
    await fixture.clock.advance(3_600_000);
    const gaps = starts.slice(1).map((start, index) => Math.round(start - (starts[index] ?? 0) - 10));
    expect(gaps.slice(0, 3)).toEqual([0, 1440, 1440]);
    expect(gaps).toEqual(gaps.toSorted((one, other) => one - other));
    expect(gaps.at(-1)).toBe(4200);
    fixture.controller.abort();
  });

  it('by one poisonous request does not stop the requests behind it', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 50 });
    void fixture.callUntilServed(() => DOWN, { lastsMs: 10, overrides: POLL });
    let served = 0;
    for (let index = 0; index < 50; index++) {
      void fixture.callUntilServed(() => SERVED, { lastsMs: 10, overrides: POLL }).then(() => (served += 1));
    }
    await fixture.clock.advance(5000);
    expect(served).toBe(50);
    fixture.controller.abort();
  });

  it('is logged once for each change of its reason, and once when it ends', async () => {
    const fixture = new GateFixture();
    const refused: CallReport = { kind: 'unserved', reason: 'credentials-refused' };
    const reports = [DOWN, DOWN, DOWN, refused, refused, SERVED, SERVED];
    for (const report of reports) {
      const call = fixture.call(report);
      await fixture.clock.advance(30_000);
      await call;
    }
    expect(fixture.lines.map(({ level, fields }) => `${level} ${String(fields['reason'])}`)).toEqual([
      'warn unavailable',
      'error credentials-refused',
      'info credentials-refused',
    ]);
    expect(await fixture.metrics.registry.metrics()).toContain(
      `pingone_scope_open{scope="submit-oath-job:${ENVIRONMENT}"} 1`,
    );
  });

  it('raises no alarm when the next call cures it; a missing permission raises one at once', async () => {
    const stray = new GateFixture();
    await stray.passing(stray.call(DOWN));
    await stray.passing(stray.call(SERVED));
    expect(stray.lines).toEqual([]);
    const denied = new GateFixture();
    await denied.call({ kind: 'unserved', reason: 'permission-denied' });
    expect(denied.lines.map(({ level }) => level)).toEqual(['error']);
  });
});

describe('scopes that are closed for one reason', () => {
  const OPERATIONS = ['submit-oath-job', 'read-oath-job', 'list-sessions', 'end-session'] as const;

  function outage(fixture: GateFixture, isDown: () => boolean): { starts: number[]; served: number[] } {
    const seen = { starts: [] as number[], served: [] as number[] };
    for (let index = 0; index < 100; index++) {
      const operation = OPERATIONS[index % OPERATIONS.length] ?? 'end-session';
      const answer = (): CallReport => (isDown() ? DOWN : SERVED);
      const options = { lastsMs: 10, overrides: { operation } };
      void fixture
        .callUntilServed(answer, options, (at) => seen.starts.push(at))
        .then(() => seen.served.push(fixture.clock.monotonic()));
    }
    return seen;
  }

  it('are probed in turn, one request a second for all of them', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 50, requestsInFlight: 4 });
    const { starts } = outage(fixture, () => true);
    await fixture.clock.advance(60_000);
    expect(mostInAnySecond(starts.filter((at) => at > 2000))).toBe(1);
    expect(starts.length).toBeLessThan(70);
    fixture.controller.abort();
    fixture.gate.close();
  });

  it('are all served again within two seconds when one of them is', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 50, requestsInFlight: 4 });
    const { served } = outage(fixture, () => fixture.clock.monotonic() < 60_000);
    await fixture.clock.advance(62_000);
    expect(served[0]).toBeLessThan(61_500);
    expect(fixture.gate.scopes().filter(({ state }) => state === 'open')).toHaveLength(OPERATIONS.length);
    await fixture.clock.drain(10_000);
    expect(served).toHaveLength(100);
  });
});

describe('a credential that is not there', () => {
  it('is asked for, and its calls wait until it is', async () => {
    let isReady = false;
    let demands = 0;
    const credential = { isReady: () => isReady, demand: () => void (demands += 1) };
    const fixture = new GateFixture({ credential });
    const call = fixture.call(SERVED);
    expect(demands).toBeGreaterThan(0);
    await fixture.passing(fixture.call(SERVED, APPLICATION));
    await fixture.passing(fixture.gate.acquireForToken(ENVIRONMENT, fixture.controller.signal));
    expect(fixture.gate.budget().waiting).toBe(1);
    isReady = true;
    fixture.gate.wake();
    await fixture.clock.drain();
    await call;
  });
});
