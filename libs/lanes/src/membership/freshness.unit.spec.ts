import { beforeEach, describe, expect, test } from '@jest/globals';

import { Freshness } from './freshness.js';

const MAX_AGE = 5000;

describe(Freshness.name, () => {
  let wall: number;
  let steady: number;
  let freshness: Freshness;
  const pass = (ms: number) => {
    wall += ms;
    steady += ms;
  };

  beforeEach(() => {
    wall = 1_700_000_000_000;
    steady = 100_000;
    freshness = new Freshness(MAX_AGE, { wall: () => wall, steady: () => steady });
  });

  test('nothing is fresh before the group has answered', () => {
    expect(freshness.isFresh()).toBe(false);
  });

  test('an answer is good for its time and no longer', () => {
    freshness.confirm(wall);
    pass(MAX_AGE - 1);
    expect(freshness.isFresh()).toBe(true);
    pass(1);
    expect(freshness.isFresh()).toBe(false);
  });

  test('an answer that lay in the socket while the process was stopped proves nothing', () => {
    const sentAt = wall;
    pass(60_000);
    freshness.confirm(sentAt);
    expect(freshness.isFresh()).toBe(false);
  });

  test('a process that was stopped is not fresh when it goes on', () => {
    freshness.confirm(wall);
    pass(14_000);
    expect(freshness.isFresh()).toBe(false);
  });

  test('a machine that slept is not fresh although its monotonic clock stood still', () => {
    freshness.confirm(wall);
    wall += 14_000;
    expect(freshness.isFresh()).toBe(false);
  });

  test('a wall clock that is set back does not make an old answer young', () => {
    freshness.confirm(wall);
    pass(MAX_AGE);
    wall -= 3_600_000;
    expect(freshness.isFresh()).toBe(false);
  });

  test('tells when the request was sent, by the monotonic clock', () => {
    expect(freshness.confirm(wall - 30)).toBe(steady - 30);
  });

  test('who has left is not fresh', () => {
    freshness.confirm(wall);
    freshness.revoke();
    expect(freshness.isFresh()).toBe(false);
  });
});
