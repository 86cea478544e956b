import { describe, expect, test } from '@jest/globals';

import { Room } from './room.js';

describe(Room.name, () => {
  test('a lane is full at its most, and has room again only well below', () => {
    const room = new Room(100);
    const seen = [99, 100, 99, 90, 89, 99, 100].map((open) => room.left(open, 0));
    expect(seen).toEqual([true, false, false, false, true, true, false]);
  });

  test('writes that the broker is too slow for fill it too', () => {
    const room = new Room(100);
    expect(room.left(0, 4000)).toBe(false);
    expect(room.left(0, 3000)).toBe(true);
  });
});
