import { describe, expect, it } from '@jest/globals';
import { quantile } from './quantile.js';

describe('quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);

  it.each([
    { values: hundred, part: 0.99, is: 99 },
    { values: hundred, part: 0.5, is: 50 },
    { values: hundred, part: 1, is: 100 },
    { values: [7], part: 0.99, is: 7 },
    { values: [3, 1], part: 0, is: 1 },
    { values: [], part: 0.99, is: 0 },
  ])('$part of $values.length values is $is', ({ values, part, is }) => {
    expect(quantile(values, part)).toBe(is);
  });
});
