import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArrivalWindow } from './arrival-window.js';
import { MassGuard } from './mass-guard.js';

const WINDOW = 60_000;
const guardOf = (limit: number, ...lanes: readonly number[]): MassGuard => {
  const guard = new MassGuard({ limit, windowMs: WINDOW });
  lanes.forEach((lane) => guard.begin({ lane, lanes: 4 }, undefined));
  return guard;
};
const count = (guard: MassGuard, lane: number, now: number): boolean =>
  guard.count({ lane, lanes: 4 }, now).isOver;

describe(MassGuard.name, () => {
  it('lets the limit through within the window, whichever lanes the events come by', () => {
    const guard = guardOf(4, 0, 1, 2, 3);
    expect([0, 0, 1, 3, 2, 1].map((lane, n) => count(guard, lane, n))).toEqual([
      ...[false, false, false, false],
      ...[true, true],
    ]);
  });

  it('takes its part of the limit, as of the budget: that of the lanes it holds', () => {
    const guard = guardOf(4, 0, 1);
    expect([0, 1, 0].map((lane) => count(guard, lane, 0))).toEqual([false, false, true]);
    guard.begin({ lane: 2, lanes: 4 }, undefined);
    guard.begin({ lane: 3, lanes: 4 }, undefined);
    expect([count(guard, 2, 0), count(guard, 3, 0)]).toEqual([false, true]);
  });

  it('never has a part of nothing: the first event of a small limit passes', () => {
    expect(count(guardOf(1, 0), 0, 0)).toBe(false);
  });

  it('opens again by itself once the window is over, and not before', () => {
    const guard = guardOf(4, 0, 1, 2, 3);
    [0, 1, 2, 3].forEach((lane) => count(guard, lane, 1_000));
    expect(count(guard, 0, 1_000 + WINDOW - 1)).toBe(true);
    expect(count(guard, 0, 1_000 + 2.2 * WINDOW)).toBe(false);
  });

  it('counts on from what the owner before had counted, in the lanes that are taken over', () => {
    const before = guardOf(8, 0, 1);
    const notes = [0, 0, 0, 1].map((lane) => before.count({ lane, lanes: 4 }, 0).note);
    const after = new MassGuard({ limit: 8, windowMs: WINDOW });
    after.begin({ lane: 0, lanes: 4 }, JSON.parse(JSON.stringify(notes[2])));
    expect(count(after, 0, 1)).toBe(true);
    after.begin({ lane: 1, lanes: 4 }, JSON.parse(JSON.stringify(notes[3])));
    after.end({ lane: 0 } as never);
    expect(count(after, 1, 1)).toBe(false);
  });

  it.each([undefined, 'text', {}, { deprovisioned: [['a', 1]] }, { deprovisioned: 7 }])(
    'begins anew with a note that it cannot have written: %j',
    (note) => {
      const guard = new MassGuard({ limit: 4, windowMs: WINDOW });
      guard.begin({ lane: 0, lanes: 4 }, note);
      expect(count(guard, 0, 0)).toBe(false);
    },
  );
});

describe(ArrivalWindow.name, () => {
  it('counts everything younger than the window, nothing older by more than a part of it, in few numbers', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5 * WINDOW }), { maxLength: 200 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: WINDOW }), (unsorted, later) => {
        const arrivals = unsorted.toSorted((a, b) => a - b);
        const window = new ArrivalWindow(WINDOW);
        for (const at of arrivals) {
          window.count(at);
          window.add(at);
        }
        const now = (arrivals.at(-1) ?? 0) + later;
        const counted = window.count(now);
        const younger = (than: number): number => arrivals.filter((at) => at > now - than).length;
        expect(counted).toBeGreaterThanOrEqual(younger(WINDOW));
        expect(counted).toBeLessThanOrEqual(younger(WINDOW * 1.1));
        expect(window.snapshot().length).toBeLessThanOrEqual(23);
        expect(ArrivalWindow.restore(WINDOW, window.snapshot()).count(now)).toBe(counted);
      }),
    );
  });

  it('counts what comes by a clock that was set back', () => {
    const window = new ArrivalWindow(WINDOW);
    [WINDOW, 0, 10].forEach((at) => window.add(at));
    expect(window.count(WINDOW)).toBe(3);
  });
});
