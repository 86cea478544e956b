import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { settled } from '../../test/fake-clock.js';
import { ENVIRONMENT, GateFixture, SERVED } from '../../test/gate-fixture.js';
import type { PermitRequest, Phase, Urgency } from './request-gate.port.js';

const APPLICATION = { operation: 'revoke-token', clientId: 'a1' } as const;

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

  it('is one request: a second use is an error', async () => {
    const fixture = new GateFixture();
    const permit = await fixture.acquire();
    const used = permit && fixture.claim(permit);
    expect(() => permit && fixture.claim(permit)).toThrow('used twice');
    permit?.release();
    expect(fixture.gate.budget().inFlight).toBe(1);
    used?.end(SERVED);
    expect(fixture.gate.budget().inFlight).toBe(0);
  });

  it('of one operation or credential is refused for another', async () => {
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

  it('ends with the signal also for calls that still wait when another one has got a permit', async () => {
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

  it('costs one listener, however many calls wait with the same signal, and ends for all at once', async () => {
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

function open(): { gate: GateFixture['gate']; request: () => PermitRequest } {
  const fixture = new GateFixture();
  return { gate: fixture.gate, request: () => fixture.request() };
}
