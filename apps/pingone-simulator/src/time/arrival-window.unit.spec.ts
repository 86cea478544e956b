import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArrivalWindow } from './arrival-window.js';

describe('ArrivalWindow', () => {
  it('holds exactly the arrivals of the last second, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 400 }), (gaps) => {
        const window = new ArrivalWindow();
        const arrivals: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          // Mostly bursts, so that the ring has to grow.
          now += gap > 300 ? gap : 0;
          window.add(now);
          arrivals.push(now);
          const recent = arrivals.filter((at) => at > now - 1000);
          expect(window.countAt(now)).toBe(recent.length);
          expect(window.nextDeparture(now)).toBe((recent[0] ?? now) + 1000);
        }
        expect(window.countAt(now + 1000)).toBe(0);
        expect(window.nextDeparture(now + 1000)).toBe(now + 1000);
      }),
    );
  });
});
