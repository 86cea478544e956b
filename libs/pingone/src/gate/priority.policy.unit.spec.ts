import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classOf, PRIORITY_CLASSES, FairScheduler, type PriorityClass } from './priority.policy.js';

const CLASSES = [1, 2, 3, 4, 5, 6] as const;

function serve(
  turns: FairScheduler,
  servable: readonly PriorityClass[],
  times: number,
): Map<PriorityClass, number> {
  const served = new Map<PriorityClass, number>();
  for (let time = 0; time < times; time++) {
    const one = turns.next(servable);
    if (one !== undefined) {
      served.set(one, (served.get(one) ?? 0) + 1);
    }
  }
  return served;
}

describe('the order of waiting calls', () => {
  it('puts session before user before replay, and who asks before who acts', () => {
    const order = (['session', 'user', 'replay'] as const).flatMap((urgency) =>
      (['ask', 'act'] as const).map((phase) => classOf({ urgency, phase })),
    );
    expect(order).toEqual([...CLASSES]);
  });

  it('serves no class when none can be served', () => {
    expect(new FairScheduler().next([])).toBeUndefined();
  });

  it('serves the most urgent first', () => {
    expect(new FairScheduler().next([3, 4, 6])).toBe(3);
    expect(new FairScheduler().next([...PRIORITY_CLASSES])).toBe(0);
  });

  it('serves a class that is held back only when its patience has run out, and passes no other over meanwhile', () => {
    const turns = new FairScheduler();
    expect(turns.next([], [5, 6])).toBeUndefined();
    const served = Array.from({ length: 200 }, () => turns.next([3], [5, 6]));
    expect(served.slice(0, 64)).toEqual(Array.from({ length: 64 }, () => 3));
    expect(served[64]).toBe(5);
    expect(served.filter((one) => one === 5)).toHaveLength(3);
    expect(served.filter((one) => one === 6)).toHaveLength(1);
  });

  it('leaves the most to the most urgent class under full load, and something to each', () => {
    const served = serve(new FairScheduler(), CLASSES, 1000);
    const counts = CLASSES.map((one) => served.get(one) ?? 0);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(Math.min(...counts)).toBeGreaterThan(5);
  });

  it('starves no class: one of patience p gets one of p + 8 permits, whatever else comes and goes', () => {
    const patience = { 1: 0, 2: 3, 3: 4, 4: 16, 5: 64, 6: 128 } as const;
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3, 4, 5, 6),
        fc.array(fc.subarray([1, 2, 3, 4, 5, 6] as PriorityClass[]), { minLength: 160, maxLength: 400 }),
        (watched, others) => {
          const turns = new FairScheduler();
          let since = 0;
          let longest = 0;
          for (const some of others) {
            const servable = CLASSES.filter((one) => one === watched || some.includes(one));
            since = turns.next(servable) === watched ? 0 : since + 1;
            longest = Math.max(longest, since);
          }
          expect(longest).toBeLessThan(patience[watched as 2] + 8);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lets a class go before a more urgent one only after as many turns without one as its patience', () => {
    const patience = { 1: 0, 2: 3, 3: 4, 4: 16, 5: 64, 6: 128 } as const;
    fc.assert(
      fc.property(
        fc.array(fc.subarray([1, 2, 3, 4, 5, 6] as PriorityClass[], { minLength: 1 }), { maxLength: 400 }),
        (loads) => {
          const turns = new FairScheduler();
          const passedOver = new Map<PriorityClass, number>();
          for (const servable of loads) {
            const chosen = turns.next(servable);
            if (chosen !== servable[0]) {
              expect(passedOver.get(chosen ?? 0) ?? 0).toBeGreaterThanOrEqual(patience[chosen as 2]);
            }
            for (const one of servable) {
              passedOver.set(one, one === chosen ? 0 : (passedOver.get(one) ?? 0) + 1);
            }
          }
        },
      ),
    );
  });
});
