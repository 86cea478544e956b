import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DOWN, GateFixture, SERVED } from '../../test/gate-fixture.js';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import type { CallReport } from './call-report.js';
import type { PermitRequest, Phase, Urgency } from './request-gate.port.js';

describe('over a long run with more than enough of everything', () => {
  it('the urgent classes get the most, no class gets nothing, and each class is served in the order in which its calls came', async () => {
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

  it('no more calls start in any second, or are in flight, than the limits allow, and each call gets its turn', async () => {
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
