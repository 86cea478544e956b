import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import { RequestBudget } from './request-budget.js';
import { sliceOf, WHOLE_SHARE } from './share.js';

/** Which instance holds which lane: the parts of each of them. */
const aFleet = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 24 }))
  .chain(([instances, lanes]) =>
    fc
      .array(fc.nat({ max: instances - 1 }), { minLength: lanes, maxLength: lanes })
      .map((owners) => ({ instances, lanes, owners })),
  );

const partsOf = (owners: readonly number[], instance: number): number[] =>
  owners.flatMap((owner, lane) => (owner === instance ? [lane] : []));

describe('the shares of a fleet', () => {
  it('are whole requests that add up to the budget, however the lanes are spread', () => {
    fc.assert(
      fc.property(aFleet, fc.integer({ min: 0, max: 300 }), ({ instances, lanes, owners }, more) => {
        const budget = lanes + more;
        const slices = Array.from({ length: instances }, (_, instance) =>
          sliceOf(budget, { parts: partsOf(owners, instance), of: lanes }),
        );
        expect(slices.reduce((sum, { slots }) => sum + slots, 0)).toBe(budget);
        expect(slices.every(({ slots, rate }) => Number.isInteger(slots) && rate === slots)).toBe(true);
      }),
    );
  });

  it('add up on average where there are fewer requests than lanes, and leave no holder of a lane without', () => {
    fc.assert(
      fc.property(aFleet, fc.integer({ min: 1, max: 23 }), ({ instances, lanes, owners }, budget) => {
        fc.pre(budget < lanes);
        const slices = Array.from({ length: instances }, (_, instance) => {
          const parts = partsOf(owners, instance);
          return { parts, ...sliceOf(budget, { parts, of: lanes }) };
        });
        expect(slices.reduce((sum, { rate }) => sum + rate, 0)).toBeCloseTo(budget);
        expect(slices.every(({ parts, slots }) => slots > 0 === parts.length > 0)).toBe(true);
      }),
    );
  });

  it('of uneven lanes leave no request unused: 10 requests over 3, 3 and 2 of 8 lanes', () => {
    const slots = [
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ].map((parts) => sliceOf(10, { parts, of: 8 }).slots);
    expect(slots).toEqual([3, 4, 3]);
  });

  it('of a single instance are the whole budget', () => {
    expect(sliceOf(7, WHOLE_SHARE)).toEqual({ slots: 7, rate: 7 });
  });
});

describe('a lane that changes hands', () => {
  it('takes its part of the budget along: the fleet stays within it in any second', () => {
    const handOvers = fc.array(
      fc.record({
        lane: fc.nat({ max: 7 }),
        to: fc.nat({ max: 3 }),
        after: fc.integer({ min: 0, max: 4000 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 90 }), handOvers, (requestsPerSecond, changes) => {
        const owners = [0, 0, 0, 1, 1, 1, 2, 2];
        const fleet = [0, 1, 2, 3].map(() => new RequestBudget({ requestsPerSecond, requestsInFlight: 100 }));
        let now = 0;
        const share = (): void =>
          fleet.forEach((budget, instance) =>
            budget.setShare({ parts: partsOf(owners, instance), of: 8 }, now),
          );
        share();
        const starts: number[] = [];
        const runUntil = (end: number): void => {
          for (;;) {
            const [at, budget] = fleet
              .map((one) => [one.nextAt(now), one] as const)
              .reduce((first, one) => (one[0] < first[0] ? one : first));
            if (at >= end) {
              now = end;
              return;
            }
            now = at;
            if (budget.nextAt(now) > now) {
              continue;
            }
            budget.grant(now);
            budget.start(now);
            budget.ended(now, { startedAt: now, answer: 'failed' });
            starts.push(now);
          }
        };
        for (const { lane, to, after } of changes) {
          runUntil(now + after);
          owners[lane] = to;
          share();
        }
        runUntil(now + 3000);
        expect(mostInAnySecond(starts)).toBeLessThanOrEqual(requestsPerSecond);
      }),
    );
  });
});
