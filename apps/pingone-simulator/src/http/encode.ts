import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Effect } from '../behaviour/rule.js';
import type { Answer } from '../answers/answer.js';

type Encoding = Extract<Effect, { kind: 'encode' }>;

/** The same answer in a content coding; one without a body has nothing to encode. */
export function encode(answer: Answer, encoding: Encoding | undefined): Answer {
  if (!encoding || answer.body === undefined) {
    return answer;
  }
  const { coding, padToBytes = 0 } = encoding;
  const plain = Buffer.from(answer.body);
  const padded = Buffer.concat([plain, Buffer.alloc(Math.max(0, padToBytes - plain.length), ' ')]);
  return {
    ...answer,
    headers: { ...answer.headers, 'content-encoding': coding },
    body: encoded(padded, coding),
  };
}

function encoded(plain: Buffer, coding: Encoding['coding']): Uint8Array {
  switch (coding) {
    case 'gzip':
      return gzipSync(plain);
    case 'deflate':
      return deflateSync(plain);
    case 'br':
      // The best quality takes a second for each megabyte.
      return brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
    case 'zstd':
      return zstdCompressSync(plain);
    case 'compress':
      return plain;
  }
}
