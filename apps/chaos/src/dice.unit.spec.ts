import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Dice } from './dice.js';

const throws = (dice: Dice, count: number): readonly number[] =>
  Array.from({ length: count }, () => dice.next());

describe(Dice.name, () => {
  it('fall the same way for the same seed, and otherwise for another one', () => {
    expect(throws(new Dice(7), 50)).toEqual(throws(new Dice(7), 50));
    expect(throws(new Dice(7), 50)).not.toEqual(throws(new Dice(8), 50));
  });

  it('are forked before they are thrown, and then know nothing of each other', () => {
    const dice = new Dice(7);
    const events = dice.fork('events');
    const faults = dice.fork('faults');
    throws(events, 10);
    expect(throws(faults, 5)).toEqual(throws(new Dice(7).fork('faults'), 5));
    expect(throws(new Dice(7).fork('events'), 5)).not.toEqual(throws(new Dice(7).fork('faults'), 5));
  });

  it('stay within their bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, min, width) => {
        const thrown = new Dice(seed).int(min, min + width);
        return Number.isInteger(thrown) && thrown >= min && thrown <= min + width;
      }),
    );
  });

  it('shuffle without losing a card', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat()), (seed, cards) => {
        const order = (a: number, b: number): number => a - b;
        expect(new Dice(seed).shuffled(cards).toSorted(order)).toEqual(cards.toSorted(order));
      }),
    );
  });

  it('make UUIDs that PingOne would take', () => {
    expect(new Dice(1).uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});
