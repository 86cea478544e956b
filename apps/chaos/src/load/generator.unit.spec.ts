import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '#libs/testbed';
import { Dice } from '../dice.js';
import { Generator } from './generator.js';
import type { Item } from './item.js';

const simulators: Simulator[] = [];

const items = async (seed: number, count: number): Promise<readonly Item[]> => {
  const simulator = await startSimulator({ seed, population: { users: 0 } });
  simulators.push(simulator);
  const generator = new Generator(simulator, new Dice(seed));
  return Array.from({ length: count }, () => generator.next());
};

let made: readonly Item[];
beforeAll(async () => {
  made = await items(5, 2_000);
});
afterAll(() => Promise.all(simulators.map((simulator) => simulator.close())));

describe(Generator.name, () => {
  it('makes the same events for the same seed', async () => {
    const essence = ({ tag, topic, eventId, expected, tokenIds, message }: Item): unknown[] =>
      topic === 'userDeprovisioned'
        ? [tag, topic, eventId, expected, tokenIds, message.key, message.value]
        : [tag, topic, eventId];
    const again = await items(5, 2_000);
    expect(again.map(essence)).toEqual(made.map(essence));
  });

  it('publishes about three in a hundred again, and never one that would then be another event', () => {
    const copies = made.filter((item, n) => made.indexOf(item) < n);
    expect(copies.length).toBeGreaterThan(30);
    expect(copies.length).toBeLessThan(100);
    expect(copies.every(({ eventId }) => eventId !== undefined)).toBe(true);
  });

  it('has everything in it: both types, ids that do not exist, tokens in two events, invalid ones, unreadable ones, sessions that never were', () => {
    const fresh = [...new Set(made)];
    const named = Map.groupBy(
      fresh.flatMap(({ tokenIds }) => tokenIds),
      (id) => id,
    );
    expect(new Set(fresh.map(({ topic }) => topic)).size).toBe(2);
    expect(fresh.some(({ missingIds }) => missingIds.length > 0)).toBe(true);
    expect([...named.values()].some((times) => times.length === 2)).toBe(true);
    expect(new Set(fresh.map(({ expected }) => expected.kind)).size).toBe(4);
    expect(
      fresh.some(({ eventId, expected }) => eventId === undefined && expected.kind === 'completed'),
    ).toBe(true);
  });

  it('repeats nothing from before it was told to forget', async () => {
    const simulator = await startSimulator({ seed: 6, population: { users: 0 } });
    simulators.push(simulator);
    const generator = new Generator(simulator, new Dice(6));
    const before = new Set(Array.from({ length: 200 }, () => generator.next().tag));
    generator.forget();
    const after = Array.from({ length: 400 }, () => generator.next().tag);
    expect(new Set(after).size).toBeLessThan(after.length);
    expect(after.filter((tag) => before.has(tag))).toEqual([]);
  });
});
