import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Deadlines } from './deadlines.js';

describe('the heap of deadlines', () => {
  it('gives the earliest first, whatever was removed in between', () => {
    const entry = fc.record({ expiresAt: fc.integer({ min: 0, max: 50 }), isRemoved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 100 }), (plan) => {
        const deadlines = new Deadlines<{ expiresAt: number; heapIndex: number; isRemoved: boolean }>();
        const entries = plan.map((one) => ({ ...one, heapIndex: -1 }));
        entries.forEach((one) => deadlines.add(one));
        entries.filter((one) => one.isRemoved).forEach((one) => deadlines.remove(one));
        const order: number[] = [];
        for (let next = deadlines.next; next; next = deadlines.next) {
          order.push(next.expiresAt);
          deadlines.remove(next);
          deadlines.remove(next);
        }
        const kept = entries.filter((one) => !one.isRemoved).map((one) => one.expiresAt);
        expect(order).toEqual(kept.sort((a, b) => a - b));
      }),
    );
  });
});
