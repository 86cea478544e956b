import * as zlib from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { LARGEST_BODY_BYTES, readBody } from './content-coding.js';

const TEXT = '{"name":"Zoë"}';
const BYTES = Buffer.from(TEXT);

describe('the body of an answer', () => {
  it.each<[string | undefined, Uint8Array]>([
    [undefined, BYTES],
    ['', BYTES],
    ['identity', BYTES],
    ['gzip', zlib.gzipSync(BYTES)],
    ['GZip', zlib.gzipSync(BYTES)],
    ['x-gzip', zlib.gzipSync(BYTES)],
    ['deflate', zlib.deflateSync(BYTES)],
    ['deflate', zlib.deflateRawSync(BYTES)],
    ['br', zlib.brotliCompressSync(BYTES)],
    ['zstd', zlib.zstdCompressSync(BYTES)],
    ['br, identity, gzip', zlib.gzipSync(zlib.brotliCompressSync(BYTES))],
  ])('in the coding %s is read', (coding, bytes) => {
    expect(readBody(bytes, coding)).toEqual({ body: TEXT });
  });

  it('that is empty has nothing to decode', () => {
    expect(readBody(Buffer.alloc(0), 'gzip')).toEqual({ body: '' });
  });

  it('may begin with a byte order mark', () => {
    expect(readBody(Buffer.from(`\ufeff${TEXT}`), undefined)).toEqual({ body: TEXT });
  });

  it.each<[string, Uint8Array]>([
    ['gzip', zlib.gzipSync(Buffer.alloc(LARGEST_BODY_BYTES + 1))],
    ['deflate', zlib.deflateSync(Buffer.alloc(LARGEST_BODY_BYTES + 1))],
    ['br', zlib.brotliCompressSync(Buffer.alloc(LARGEST_BODY_BYTES + 1))],
    ['zstd', zlib.zstdCompressSync(Buffer.alloc(LARGEST_BODY_BYTES + 1))],
  ])('that blows up from %s cannot be read', (coding, bomb) => {
    expect(readBody(bomb, coding)).toEqual({
      body: '',
      unreadable: `the body is more than ${LARGEST_BODY_BYTES} bytes when it is decoded from ${coding}`,
    });
  });

  it.each(['gzip', 'deflate', 'br', 'zstd'])('that is not %s at all cannot be read', (coding) => {
    expect(readBody(BYTES, coding)).toEqual({
      body: '',
      unreadable: `the body cannot be decoded from ${coding}`,
    });
  });

  it('in a coding that is not known is named, unless its name is none', () => {
    const unknown = 'the body is in a content coding that is not supported: ';
    expect(readBody(BYTES, 'compress').unreadable).toBe(`${unknown}compress`);
    expect(readBody(BYTES, 'Bearer x').unreadable).toBe(`${unknown}one without a proper name`);
  });

  it('in many codings at once is not tried', () => {
    expect(readBody(BYTES, 'gzip,gzip,gzip,gzip').unreadable).toBe('the body is in 4 content codings');
  });
});
