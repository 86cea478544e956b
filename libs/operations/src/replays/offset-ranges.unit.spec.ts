import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { closeTogether, rangesOf } from './offset-ranges.js';

const at = (partition: number, offset: bigint) => ({ topic: 'in', partition, offset });

describe('ranges of offsets', () => {
  test('Ranges of offsets are one range where offsets are adjacent', () => {
    expect(rangesOf([at(0, 7n), at(1, 6n), at(0, 5n), at(0, 6n), at(0, 9n)])).toEqual([
      { topic: 'in', partition: 0, from: 5n, until: 8n },
      { topic: 'in', partition: 0, from: 9n, until: 10n },
      { topic: 'in', partition: 1, from: 6n, until: 7n },
    ]);
  });

  test('Ranges of offsets hold each offset once, and no other', () => {
    const offsets = fc.array(fc.bigInt({ min: 0n, max: 40n }));
    fc.assert(
      fc.property(offsets, (all) => {
        const held = rangesOf(all.map((offset) => at(0, offset))).flatMap(({ from, until }) =>
          Array.from({ length: Number(until - from) }, (_, n) => from + BigInt(n)),
        );
        expect(held).toEqual([...new Set(all)].sort((a, b) => Number(a - b)));
      }),
    );
  });

  test('Ranges of offsets are read together where they are close', () => {
    const ranges = rangesOf([at(0, 0n), at(0, 5n), at(0, 20n), at(1, 21n)]);
    expect(closeTogether(ranges, 4n)).toEqual([
      { topic: 'in', partition: 0, from: 0n, until: 6n },
      { topic: 'in', partition: 0, from: 20n, until: 21n },
      { topic: 'in', partition: 1, from: 21n, until: 22n },
    ]);
  });
});
