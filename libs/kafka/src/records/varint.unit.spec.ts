import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { VarintCursor } from './varint-cursor.js';
import { varintBytes, varlongBytes, writeVarint, writeVarlong } from './varint-writer.js';

describe('variable-length integers', () => {
  test.each([
    [0, '00'],
    [-1, '01'],
    [1, '02'],
    [63, '7e'],
    [-64, '7f'],
    [64, '8001'],
    [-65, '8101'],
    [300, 'd804'],
    [2 ** 31 - 1, 'feffffff0f'],
    [-(2 ** 31), 'ffffffff0f'],
  ])('%d is written as Protocol Buffers writes a sint32: %s', (value, hex) => {
    const buffer = Buffer.alloc(10);
    expect(buffer.subarray(0, writeVarint(buffer, 0, value)).toString('hex')).toBe(hex);
  });

  test('what was written is read, and takes as many bytes as was said', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const buffer = Buffer.alloc(10);
        const end = writeVarint(buffer, 0, value);
        const cursor = new VarintCursor(buffer, 0);
        expect(cursor.varint()).toBe(value);
        expect([cursor.position, varintBytes(value)]).toEqual([end, end]);
      }),
    );
  });

  test('the same for differences of timestamps, which may need more than 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), (value) => {
        const buffer = Buffer.alloc(10);
        const end = writeVarlong(buffer, 0, value);
        const cursor = new VarintCursor(buffer, 0);
        expect(cursor.varlong()).toBe(value);
        expect([cursor.position, varlongBytes(value)]).toEqual([end, end]);
      }),
    );
  });

  test.each(['ffffffffff01', 'ff'])('%s is refused: too long, or cut off', (hex) => {
    expect(() => new VarintCursor(Buffer.from(hex, 'hex'), 0).varint()).toThrow(RangeError);
  });
});
