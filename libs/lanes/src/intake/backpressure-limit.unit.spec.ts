import { describe, expect, test } from '@jest/globals';

import { BackpressureLimit } from './backpressure-limit.js';

const LIMITS = { maxOpenPerLane: 100, maxHeldPerLane: 20 };
const EMPTY = { open: 0, held: 0, backlog: 0, backlogBytes: 0 };

describe(BackpressureLimit.name, () => {
  test('a lane is full at its most, and has room again only well below', () => {
    const room = new BackpressureLimit(LIMITS);
    const seen = [99, 100, 99, 90, 89, 99, 100].map((open) => room.left('in', { ...EMPTY, open }));
    expect(seen).toEqual([true, false, false, false, true, true, false]);
  });

  test('writes that the broker is too slow for fill it too', () => {
    const room = new BackpressureLimit(LIMITS);
    expect(room.left('in', { ...EMPTY, backlog: 1500 })).toBe(false);
    expect(room.left('in', { ...EMPTY, backlog: 1300 })).toBe(true);
    expect(room.left('in', { ...EMPTY, backlogBytes: 8 * 1024 * 1024 })).toBe(false);
  });

  test('what is held fills only its own part, and is bounded too', () => {
    const room = new BackpressureLimit(LIMITS);
    expect(room.left('in', { ...EMPTY, open: 99, held: 19 })).toBe(true);
    expect(room.left('in', { ...EMPTY, held: 20 })).toBe(false);
  });

  test('each topic has its own', () => {
    const room = new BackpressureLimit(LIMITS);
    expect(room.left('in', { ...EMPTY, open: 100 })).toBe(false);
    expect(room.left('another', { ...EMPTY, open: 95 })).toBe(true);
    expect(room.left('in', { ...EMPTY, open: 95 })).toBe(false);
  });

  test('what is urgent has places of its own, where the lane is full of work, of holds, and of writes', () => {
    const taken = { open: 100, held: 20, backlog: 1500, backlogBytes: 8 * 1024 * 1024 };
    expect(new BackpressureLimit(LIMITS).left('in', taken)).toBe(false);
    expect(BackpressureLimit.forUrgent(LIMITS).left('in', taken)).toBe(true);
    expect(BackpressureLimit.forUrgent(LIMITS).left('in', { ...taken, open: 600 })).toBe(false);
    expect(BackpressureLimit.forUrgent(LIMITS).left('in', { ...taken, backlog: 2000 })).toBe(false);
  });
});
