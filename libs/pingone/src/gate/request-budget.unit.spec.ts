import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import { RequestBudget, type BudgetSettings } from './request-budget.js';

function budget(settings: Partial<BudgetSettings> = {}): RequestBudget {
  return new RequestBudget({
    requestsPerSecond: 10,
    requestsInFlight: 100,
    ...settings,
  });
}

/** A request that takes no time. */
function request(of: RequestBudget, now: number, answer: 'healthy' | 'failed' = 'healthy'): void {
  of.grant(now);
  of.start(now);
  of.ended(now, { startedAt: now, answer });
}

/** Runs one request after the other; the times at which they started. */
function run(of: RequestBudget, from: number, until: number): number[] {
  const starts: number[] = [];
  for (let now = of.nextAt(from); now < until; now = of.nextAt(now)) {
    request(of, now);
    starts.push(now);
  }
  return starts;
}

describe('the budget of requests', () => {
  it.each([1, 2, 5, 50, 500])(
    'uses at least nine tenths of %i requests per second, and never more',
    (rate) => {
      const starts = run(budget({ requestsPerSecond: rate }), 0, 30_000);
      expect(mostInAnySecond(starts)).toBeLessThanOrEqual(rate);
      expect(starts.length).toBeGreaterThanOrEqual(0.9 * rate * 30);
    },
  );

  it('spreads requests: no burst but of a tenth of a second, even after a rest', () => {
    const of = budget({ requestsPerSecond: 5 });
    const starts = run(of, 60_000, 61_000);
    expect(starts.length).toBeLessThanOrEqual(5);
    for (const [index, start] of starts.slice(1).entries()) {
      expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(100);
    }
  });

  it('keeps the limit in any one second, however long permits are held before they are used', () => {
    const permit = fc.record({
      hold: fc.integer({ min: 0, max: 2500 }),
      lasts: fc.integer({ min: 0, max: 3000 }),
      isUsed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(permit, { minLength: 20, maxLength: 120 }),
        (rate, inFlight, permits) => {
          const of = budget({ requestsPerSecond: rate, requestsInFlight: inFlight });
          const events: { at: number; run: (now: number) => void }[] = [];
          const starts: number[] = [];
          let now = 0;
          const runUntil = (time: number): void => {
            events.sort((a, b) => a.at - b.at);
            while (events[0] && events[0].at <= time) {
              const event = events.shift();
              now = Math.max(now, event?.at ?? now);
              event?.run(now);
              events.sort((a, b) => a.at - b.at);
            }
          };
          for (const { hold, lasts, isUsed } of permits) {
            for (let at = of.nextAt(now); at > now; at = of.nextAt(now)) {
              const next = Math.min(at, Math.min(...events.map((event) => event.at)));
              runUntil(next);
              now = Math.max(now, next);
            }
            of.grant(now);
            expect(of.inFlight).toBeLessThanOrEqual(inFlight);
            const start = (startedAt: number): void => {
              of.start(startedAt);
              starts.push(startedAt);
              events.push({
                at: startedAt + lasts,
                run: (endedAt) => of.ended(endedAt, { startedAt, answer: 'healthy' }),
              });
            };
            events.push({ at: now + hold, run: isUsed ? start : () => of.giveBack() });
          }
          runUntil(Infinity);
          expect(mostInAnySecond(starts)).toBeLessThanOrEqual(rate);
        },
      ),
    );
  });

  it('does not count a permit that came back unused', () => {
    const of = budget({ requestsPerSecond: 1 });
    of.grant(0);
    of.giveBack();
    expect(of.nextAt(0)).toBe(0);
    expect(of.inFlight).toBe(0);
  });

  it('hands out nothing while all that may be in flight is', () => {
    const of = budget({ requestsInFlight: 1 });
    of.grant(0);
    of.start(0);
    expect(of.nextAt(50_000)).toBe(Infinity);
    of.ended(0, { startedAt: 0, answer: 'failed' });
    expect(of.nextAt(50_000)).toBe(50_000);
  });

  it('takes its share of the fleet’s rate', () => {
    const of = budget({ requestsPerSecond: 20 });
    of.setShare({ parts: [1], of: 4 }, -2000);
    const starts = run(of, 0, 10_000);
    expect(mostInAnySecond(starts)).toBe(5);
    expect(of.permittedRate).toBe(5);
  });

  it('leaves a part that changed hands idle for a window: its owner before may have just used it', () => {
    const of = budget({ requestsPerSecond: 20 });
    of.setShare({ parts: [], of: 4 }, 0);
    expect(of.nextAt(0)).toBe(Infinity);
    of.setShare({ parts: [1], of: 4 }, 500);
    expect(of.nextAt(500)).toBe(1550);
    const starts = run(of, 500, 10_000);
    expect(starts[0]).toBe(1550);
    of.setShare({ parts: [1, 2], of: 4 }, 10_000);
    expect(run(of, 10_000, 11_000).length).toBeLessThanOrEqual(5);
    expect(mostInAnySecond(run(of, 11_050, 14_000))).toBe(10);
    of.setShare({ parts: [2], of: 4 }, 14_000);
    expect(mostInAnySecond(run(of, 14_000, 17_000))).toBe(5);
  });

  it('keeps a share below one request per second by the interval', () => {
    const of = budget({ requestsPerSecond: 1 });
    of.setShare({ parts: [7], of: 10 }, -2000);
    expect(run(of, 0, 60_000)).toHaveLength(6);
  });

  it('is quiet for all calls after an overrun, as long as Retry-After says', () => {
    const of = budget();
    of.grant(0);
    of.start(0);
    expect(of.limited(10, { startedAt: 0, retryAfterMs: 7000 })).toBe('overrun');
    expect(of.pausedUntil(10)).toBe(7010);
    expect(of.nextAt(10)).toBe(7010);
    expect(of.pausedUntil(7010)).toBeUndefined();
  });

  it('is not quiet at all after one refusal among many answers', () => {
    const of = budget();
    run(of, 0, 5000);
    of.grant(5000);
    of.start(5000);
    expect(of.limited(5100, { startedAt: 5000, retryAfterMs: 7000 })).toBe('stray');
    expect(of.pausedUntil(5100)).toBeUndefined();
    expect(of.permittedRate).toBe(10);
  });

  it('pauses longer with each overrun that names no time, and knows since when', () => {
    const of = budget();
    let now = 0;
    const pauses: number[] = [];
    while (pauses.length < 7) {
      now = of.nextAt(now);
      of.grant(now);
      of.start(now);
      if (of.limited(now, { startedAt: now }) === 'overrun') {
        pauses.push(of.nextAt(now) - now);
      }
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(of.pausedSince).toBe(0);
  });

  it('slows down at an overrun, once for the requests that were under way together', () => {
    const of = budget();
    for (const at of [0, 105, 210]) {
      of.grant(at);
      of.start(at);
    }
    expect(of.limited(300, { startedAt: 0, retryAfterMs: 1000 })).toBe('overrun');
    expect(of.limited(310, { startedAt: 105, retryAfterMs: 2000 })).toBe('known');
    of.ended(320, { startedAt: 210, answer: 'healthy' });
    expect(of.permittedRate).toBe(8.5);
    expect(of.nextAt(320)).toBe(2310);
  });

  it('sends one request first after an overrun, and goes on when it was not limited again', () => {
    const of = budget();
    of.grant(0);
    of.start(0);
    of.limited(0, { startedAt: 0, retryAfterMs: 1000 });
    of.grant(1000);
    of.start(1000);
    expect(of.nextAt(3000)).toBe(Infinity);
    of.ended(3000, { startedAt: 1000, answer: 'failed' });
    expect(of.nextAt(3000)).toBe(3000);
  });
});
