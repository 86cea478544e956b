import { describe, expect, test } from '@jest/globals';

import { crc32c } from '@node-rs/crc32';

describe('the CRC-32C of @node-rs/crc32', () => {
  test.each([
    ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['ascending', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ['descending', Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
    ['the usual check value', Buffer.from('123456789'), 0xe3069283],
  ])('agrees with RFC 3720, appendix B.4: %s', (_what, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  test('covers the part that was asked for', () => {
    expect(crc32c(Buffer.from('..123456789..').subarray(2, 11))).toBe(0xe3069283);
  });
});
