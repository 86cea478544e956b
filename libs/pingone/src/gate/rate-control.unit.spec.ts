import { describe, expect, it } from '@jest/globals';
import { RateControl } from './rate-control.js';

const RATE = 50;

/** Requests that take no time, evenly spread; the time after the last. */
function served(control: RateControl, from: number, seconds: number): number {
  let now = from;
  for (; now < from + seconds * 1000; now += 1000 / (RATE * control.fraction)) {
    control.served({ startedAt: now, now }, RATE * control.fraction);
  }
  return now;
}

function refused(control: RateControl, now: number): ReturnType<RateControl['refused']> {
  return control.refused({ startedAt: now, now }, RATE * control.fraction);
}

describe('what refusals leave of the rate', () => {
  it('is everything after one refusal in twenty, for as long as it stays at that', () => {
    const control = new RateControl();
    for (let now = 0, request = 1; now < 600_000; now += 20, request++) {
      if (request % 22 === 0) {
        expect(refused(control, now)).toBe('stray');
      } else {
        control.served({ startedAt: now, now }, RATE);
      }
    }
    expect(control.fraction).toBe(1);
  });

  it('is less when one in ten is refused, however far apart', () => {
    const control = new RateControl();
    let now = served(control, 0, 10);
    for (let request = 1; control.fraction === 1; request++, now += 20) {
      expect(request).toBeLessThan(300);
      if (request % 10 === 0) {
        refused(control, now);
      } else {
        control.served({ startedAt: now, now }, RATE);
      }
    }
    expect(control.fraction).toBe(0.85);
  });

  it('is less at the third refusal in a row, whatever was served before', () => {
    const control = new RateControl();
    const now = served(control, 0, 60);
    expect([1, 2, 3].map(() => refused(control, now))).toEqual(['stray', 'stray', 'overrun']);
    expect(control.cutAt).toBe(now);
  });

  it('is less at the first refusal where nothing was served lately', () => {
    expect(refused(new RateControl(), 0)).toBe('overrun');
    const rested = new RateControl();
    const now = served(rested, 0, 60);
    expect(refused(rested, now + 10_001)).toBe('overrun');
  });

  it('does not hear what requests of before the overrun say', () => {
    const control = new RateControl();
    refused(control, 1000);
    expect(control.refused({ startedAt: 999, now: 1500 }, RATE)).toBe('known');
    control.served({ startedAt: 999, now: 1500 }, RATE);
    expect(control.fraction).toBe(0.85);
  });

  it('comes back to the rate that held in about ten seconds of full use, fast first, then slowly', () => {
    const control = new RateControl();
    refused(control, 0);
    let now = served(control, 1000, 3);
    const early = control.fraction;
    now = served(control, now, 5);
    const late = control.fraction;
    served(control, now, 3);
    expect(early).toBeGreaterThan(0.93);
    expect(late - early).toBeLessThan(early - 0.85);
    expect(control.fraction).toBe(1);
  });

  it('goes on beyond the rate that held, faster the longer that holds', () => {
    const control = new RateControl();
    let now = 0;
    for (let overrun = 0; overrun < 3; overrun++) {
      now += 100;
      [1, 2, 3].forEach(() => refused(control, now));
    }
    const lowest = control.fraction;
    expect(lowest).toBeLessThan(0.63);
    served(control, now + 1000, 60);
    expect(control.fraction).toBe(1);
  });

  it('settles beside another client where less than one in twenty is refused', () => {
    const control = new RateControl();
    let requests = 0;
    let refusals = 0;
    let owed = 0;
    for (let now = 0; now < 300_000; now += 1000 / (RATE * control.fraction)) {
      // Whatever is beyond seven tenths of the rate is refused, evenly.
      owed += Math.max(0, 1 - 0.7 / control.fraction);
      requests += 1;
      if (owed >= 1) {
        owed -= 1;
        refusals += 1;
        refused(control, now);
      } else {
        control.served({ startedAt: now, now }, RATE * control.fraction);
      }
    }
    expect(refusals / requests).toBeLessThan(0.05);
    expect(control.fraction).toBeGreaterThan(0.7);
    expect(control.fraction).toBeLessThan(0.74);
  });

  it('does not grow while nothing is used', () => {
    const control = new RateControl();
    refused(control, 0);
    control.served({ startedAt: 3_600_000, now: 3_600_000 }, RATE);
    expect(control.fraction).toBeLessThan(0.86);
  });

  it('is never less than a thirty-second', () => {
    const control = new RateControl();
    for (let now = 0; now < 1_000_000; now += 1000) {
      refused(control, now);
    }
    expect(control.fraction).toBe(1 / 32);
  });
});
