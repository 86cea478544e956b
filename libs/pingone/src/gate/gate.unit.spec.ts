import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settled } from '../../test/fake-clock.js';
import { DOWN, ENVIRONMENT, GateFixture, SERVED } from '../../test/gate-fixture.js';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import type { CallReport } from './call-report.js';
import type { PermitRequest, Phase, Urgency } from './request-gate.port.js';

const APPLICATION = { operation: 'revoke-token', clientId: 'a1' } as const;
const POLL = { priority: { urgency: 'user', phase: 'ask' } } as const;

async function gone(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

describe('a permit', () => {
  it('comes at once while there is budget', async () => {
    const { gate, request } = open();
    expect(await gate.acquire(request())).toBeDefined();
    expect(gate.budget()).toMatchObject({ inFlight: 1, waiting: 0 });
  });

  it('that is given back makes room for the next at once', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1, requestsPerSecond: 1 });
    const permit = await fixture.acquire();
    const next = fixture.acquire();
    permit?.release();
    permit?.release();
    expect(await next).toBeDefined();
    expect(fixture.gate.budget().inFlight).toBe(1);
  });

  it('is one request: a second use is a mistake that is said aloud', async () => {
    const fixture = new GateFixture();
    const permit = await fixture.acquire();
    const used = permit && fixture.claim(permit);
    expect(() => permit && fixture.claim(permit)).toThrow('used twice');
    permit?.release();
    expect(fixture.gate.budget().inFlight).toBe(1);
    used?.end(SERVED);
    expect(fixture.gate.budget().inFlight).toBe(0);
  });

  it('of one operation or credential is none for another', async () => {
    const fixture = new GateFixture();
    const permit = await fixture.acquire();
    const other = fixture.request({ operation: 'read-oath-job' });
    expect(() => permit && fixture.claim(permit, other)).toThrow('not for it');
    expect(() => fixture.claim({ release: () => undefined })).toThrow('not for it');
  });

  it('is for the same scope, however the ids are written', async () => {
    const fixture = new GateFixture();
    const permit = await fixture.acquire({ environmentId: ENVIRONMENT.toUpperCase() });
    expect(permit && fixture.claim(permit)).toBeDefined();
  });
});

describe('waiting for a permit', () => {
  it('ends with the signal, with its reason, and leaves nothing behind', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    await fixture.acquire();
    const mine = new AbortController();
    const waiting = gone(fixture.acquire({ signal: mine.signal }));
    const other = fixture.acquire();
    mine.abort('enough');
    expect(await waiting).toBe('enough');
    expect(fixture.gate.budget().waiting).toBe(1);
    expect(await gone(fixture.acquire({ signal: mine.signal }))).toBe('enough');
    fixture.controller.abort();
    await gone(other);
    expect(fixture.gate.budget().waiting).toBe(0);
    expect(fixture.clock.pending).toBe(0);
  });

  it('ends with the signal also for those who wait on when another one has got a permit', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    const permit = await fixture.acquire();
    const first = fixture.acquire();
    const second = gone(fixture.acquire());
    permit?.release();
    expect(await fixture.passing(first)).toBeDefined();
    fixture.controller.abort('enough');
    expect(await second).toBe('enough');
  });

  it('ends without a permit when `until` passes', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    const permit = await fixture.acquire();
    const wall = fixture.clock.wall();
    const results: string[] = [];
    for (const [name, until] of [
      ['late', wall + 900],
      ['soon', wall + 300],
    ] as const) {
      void fixture.acquire({ until }).then((got) => results.push(`${name}: ${got ? 'permit' : 'none'}`));
    }
    await fixture.clock.advance(299);
    expect(results).toEqual([]);
    await fixture.clock.advance(1);
    expect(results).toEqual(['soon: none']);
    permit?.release();
    await settled();
    expect(results).toEqual(['soon: none', 'late: permit']);
    expect(await fixture.acquire({ until: wall })).toBeUndefined();
    expect(fixture.clock.pending).toBe(0);
  });

  it('ends with an error when the client is closed', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    const permit = await fixture.acquire();
    const waiting = gone(fixture.acquire());
    fixture.gate.close();
    expect(String(await waiting)).toContain('closed');
    expect(String(await gone(fixture.acquire()))).toContain('closed');
    expect(permit && fixture.gate.claim(permit, fixture.request())).toBeUndefined();
    expect(fixture.clock.pending).toBe(0);
  });

  it('is first come, first served within a priority, and by urgency between them', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    const permit = await fixture.acquire();
    const order: string[] = [];
    const urgencies: readonly Urgency[] = ['replay', 'user', 'session'];
    for (const urgency of urgencies) {
      for (const phase of ['act', 'ask'] as readonly Phase[]) {
        void fixture
          .call(SERVED, { priority: { urgency, phase } })
          .then(() => order.push(`${urgency} ${phase}`));
      }
    }
    void fixture
      .call(SERVED, { priority: { urgency: 'session', phase: 'ask' } })
      .then(() => order.push('second'));
    permit?.release();
    await fixture.clock.drain();
    expect(order).toEqual([
      'session ask',
      'second',
      'session act',
      'user ask',
      'user act',
      'replay ask',
      'replay act',
    ]);
  });

  it('of a hundred thousand calls for one application does not keep another one waiting', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    const permit = await fixture.acquire();
    const order: string[] = [];
    for (const clientId of ['many', 'many', 'many', 'few']) {
      void fixture.call(SERVED, { ...APPLICATION, clientId }).then(() => order.push(clientId));
    }
    permit?.release();
    await fixture.clock.drain();
    expect(order).toEqual(['many', 'few', 'many', 'many']);
  });

  it('costs one listener, however many wait with the same signal, and all leave at once', async () => {
    const fixture = new GateFixture({ requestsInFlight: 1 });
    await fixture.acquire();
    const until = fixture.clock.wall() + 3_600_000;
    const waiting = Array.from({ length: 100_000 }, async (_, index) =>
      gone(fixture.acquire(index % 2 === 0 ? { until: until + index } : {})),
    );
    expect(fixture.gate.budget().waiting).toBe(100_000);
    // An EventTarget looks through all of its listeners at each addition: one each would take minutes.
    expect(getEventListeners(fixture.controller.signal, 'abort')).toHaveLength(1);
    fixture.controller.abort('shutdown');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['shutdown']));
    expect(fixture.gate.budget().waiting).toBe(0);
  }, 60_000);
});

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

  it('by one poisonous request does not stop those behind it', async () => {
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

  it('is told once for each change of its reason, and its end too', async () => {
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

  it('that one call cures is nobody’s alarm; a missing permission is one at once', async () => {
    const stray = new GateFixture();
    await stray.passing(stray.call(DOWN));
    await stray.passing(stray.call(SERVED));
    expect(stray.lines).toEqual([]);
    const denied = new GateFixture();
    await denied.call({ kind: 'unserved', reason: 'permission-denied' });
    expect(denied.lines.map(({ level }) => level)).toEqual(['error']);
  });
});

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

  it('that is one of too many makes everybody wait as long as Retry-After says, whatever their scope', async () => {
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

  it('that asks for a long pause closes its scope, and silences nothing that it was not said of', async () => {
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

describe('over a long run with more than enough of everything', () => {
  it('the urgent get the most, nobody nothing, and each class is served in the order in which it came', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 50 });
    const served = new Map<string, number[]>();
    const classes = (['session', 'user', 'replay'] as const).flatMap((urgency) =>
      (['ask', 'act'] as const).map((phase) => ({ urgency, phase })),
    );
    for (let n = 0; n < 1000; n++) {
      for (const priority of classes) {
        const name = `${priority.urgency} ${priority.phase}`;
        void fixture.call(SERVED, { priority }).then(
          () => served.set(name, [...(served.get(name) ?? []), n]),
          () => undefined,
        );
      }
    }
    await fixture.clock.advance(20_000);
    const counts = classes.map(({ urgency, phase }) => served.get(`${urgency} ${phase}`)?.length ?? 0);
    const all = counts.reduce((sum, count) => sum + count, 0);
    expect(all).toBeGreaterThan(900);
    expect(counts).toEqual([...counts].sort((one, other) => other - one));
    // One of p + 8 permits is promised to a class of patience p.
    [0, 3, 4, 16, 64, 128].forEach((patience, index) => {
      expect(counts[index]).toBeGreaterThanOrEqual(Math.floor(all / (patience + 8)));
    });
    for (const order of served.values()) {
      expect(order).toEqual([...order].sort((one, other) => one - other));
    }
    fixture.controller.abort();
  });
});

describe('beside a replay that could use everything', () => {
  const REPLAY = { urgency: 'replay', phase: 'act' } as const;

  it.each([1, 2, 3])(
    '%i live calls that come together find their turn at once, whenever they come',
    async (together) => {
      const fixture = new GateFixture({ requestsPerSecond: 50 });
      let replayed = 0;
      for (let n = 0; n < 1000; n++) {
        void fixture.call(SERVED, { priority: REPLAY }).then(
          () => (replayed += 1),
          () => undefined,
        );
      }
      await fixture.clock.advance(5_000);
      const waited: number[] = [];
      for (let at = 0; at < 10_000; at += 487) {
        const came = fixture.clock.monotonic();
        for (let n = 0; n < together; n++) {
          void fixture.call(SERVED).then((startedAt) => waited.push(startedAt - came));
        }
        await fixture.clock.advance(487);
      }
      expect(waited).toHaveLength(21 * together);
      expect(Math.max(...waited)).toBe(0);
      // Four fifths of all, less what was live.
      expect(replayed).toBeGreaterThan(0.75 * 50 * 15 - 21 * together);
      expect(replayed).toBeLessThanOrEqual(0.8 * 50 * 15.3);
      fixture.controller.abort();
    },
  );

  it.each([1, 2, 4, 5, 6, 10])('uses what is spare of %i requests a second', async (requestsPerSecond) => {
    const fixture = new GateFixture({ requestsPerSecond });
    let replayed = 0;
    for (let n = 0; n < 300; n++) {
      void fixture.call(SERVED, { priority: REPLAY }).then(
        () => (replayed += 1),
        () => undefined,
      );
    }
    await fixture.clock.advance(20_000);
    const spare = requestsPerSecond - Math.floor(requestsPerSecond / 5);
    expect(replayed).toBeGreaterThanOrEqual(0.9 * spare * 20);
    expect(replayed).toBeLessThanOrEqual(spare * 20);
    fixture.controller.abort();
  });
});

describe('under any load', () => {
  const priority = fc.record({
    urgency: fc.constantFrom<Urgency>('session', 'user', 'replay'),
    phase: fc.constantFrom<Phase>('ask', 'act'),
  });
  const call = fc.record({
    comesAt: fc.integer({ min: 0, max: 3000 }),
    hold: fc.constantFrom(0, 0, 20, 400, 1500),
    lasts: fc.constantFrom(0, 30, 200, 2500),
    priority,
    operation: fc.constantFrom<PermitRequest['operation']>('submit-oath-job', 'read-oath-job'),
    report: fc.constantFrom<CallReport>(SERVED, SERVED, SERVED, SERVED, DOWN, {
      kind: 'limited',
      retryAfterMs: 700,
    }),
    isUsed: fc.constantFrom(true, true, true, false),
  });

  it('never more start in any second, or are in flight, than may; and everybody gets a turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(call, { minLength: 1, maxLength: 40 }),
        async (requestsPerSecond, requestsInFlight, calls) => {
          const fixture = new GateFixture({ requestsPerSecond, requestsInFlight });
          const starts: number[] = [];
          let inFlight = 0;
          let turns = 0;
          for (const { comesAt, hold, lasts, report, isUsed, ...rest } of calls) {
            void (async () => {
              await fixture.pause(comesAt);
              const permit = await fixture.acquire(rest);
              turns += 1;
              await fixture.pause(hold);
              if (!permit || !isUsed) {
                permit?.release();
                return;
              }
              const claimed = fixture.claim(permit, fixture.request(rest));
              claimed.start();
              starts.push(fixture.clock.monotonic());
              inFlight += 1;
              expect(inFlight).toBeLessThanOrEqual(requestsInFlight);
              await fixture.pause(lasts);
              inFlight -= 1;
              claimed.end(report);
            })();
          }
          await fixture.clock.drain();
          expect(turns).toBe(calls.length);
          expect(mostInAnySecond(starts)).toBeLessThanOrEqual(requestsPerSecond);
          expect(fixture.gate.budget()).toMatchObject({ inFlight: 0, waiting: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });
});

function open(): { gate: GateFixture['gate']; request: () => PermitRequest } {
  const fixture = new GateFixture();
  return { gate: fixture.gate, request: () => fixture.request() };
}
