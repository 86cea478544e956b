import { gzipSync, zstdCompressSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';

import { CODECS, compress, decompress, type Compression } from './codecs.js';

const names = Object.keys(CODECS) as Compression[];
const text = Buffer.from('an event that says the same again and again, '.repeat(5_000));

describe('codecs', () => {
  test.each(names)('%s gives back what it was given', (name) => {
    expect(decompress(CODECS[name], compress(name, text)).equals(text)).toBe(true);
  });

  test.each(names.filter((name) => name !== 'none'))('%s makes it smaller', (name) => {
    expect(compress(name, text).length).toBeLessThan(text.length / 5);
  });

  test('snappy without the framing of snappy-java is read too', () => {
    expect(decompress(CODECS.snappy, compressSync(text)).equals(text)).toBe(true);
  });

  const zeros = Buffer.alloc(8 * 1024 * 1024);
  test.each<[Compression, Buffer]>([
    ['gzip', gzipSync(zeros)],
    ['snappy', compressSync(zeros)],
    ['snappy', compress('snappy', zeros)],
    ['lz4', compressFrameSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
  ])('%s is not decompressed beyond the limit', (name, bomb) => {
    const limited = (): Buffer => decompress(CODECS[name], bomb, zeros.length - 1);
    // Of whichever realm: jest has one of its own.
    expect(limited).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });

  test.each([1, 2, 3, 4, 5, 7])('broken bytes of codec %d are refused, not returned', (codec) => {
    expect(() => decompress(codec, Buffer.from('0123456789abcdef', 'hex'))).toThrow();
  });
});
