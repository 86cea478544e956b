import { createRequire } from 'node:module';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { partitionFor } from './partitioner.js';

describe('partitionFor', () => {
  // From UtilsTest.testMurmur2 of Apache Kafka, made positive and taken modulo 1,000,003.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    [Buffer.from('abc'), 479470107],
  ])('%s goes where the Java client sends it', (key, hash) => {
    expect(partitionFor(key, 1_000_003)).toBe((hash & 0x7fffffff) % 1_000_003);
  });

  test('the stock partitioner of kafkajs agrees', () => {
    const require = createRequire(import.meta.url);
    const murmur2 = require('kafkajs/src/producer/partitioners/default/murmur2') as (
      key: Buffer | string,
    ) => number;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 100 }), (key, count) => {
        expect(partitionFor(key, count)).toBe((murmur2(key) & 0x7fffffff) % count);
      }),
    );
  });
});
