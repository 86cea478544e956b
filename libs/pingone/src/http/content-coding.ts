import * as zlib from 'node:zlib';

/** The answers we read are a few hundred bytes; a list's page is far below this. */
export const LARGEST_BODY_BYTES = 1024 * 1024;

/** More than one is legal (RFC 9110 section 8.4), and seen nowhere. */
const MOST_CODINGS = 3;

type Decode = (bytes: Uint8Array) => Uint8Array;

const WITHIN = { maxOutputLength: LARGEST_BODY_BYTES };

/** By the names that RFC 9110 section 8.4.1 and RFC 9659 give them. */
const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['identity', (bytes) => bytes],
  ['gzip', (bytes) => zlib.gunzipSync(bytes, WITHIN)],
  ['x-gzip', (bytes) => zlib.gunzipSync(bytes, WITHIN)],
  ['deflate', inflate],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes, WITHIN)],
  // Node.js 22.15 is the first that has it.
  ...('zstdDecompressSync' in zlib
    ? ([['zstd', (bytes: Uint8Array) => zlib.zstdDecompressSync(bytes, WITHIN)]] as const)
    : []),
]);

/** zlib's format (RFC 1950), or the bare one (RFC 1951) that some servers send under the same name. */
function inflate(bytes: Uint8Array): Uint8Array {
  const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
  return hasHeader ? zlib.inflateSync(bytes, WITHIN) : zlib.inflateRawSync(bytes, WITHIN);
}

export interface ReadBody {
  readonly body: string;
  /** Why it could not be read. */
  readonly unreadable?: string;
}

/**
 * The text of an answer. We ask for no coding (`Accept-Encoding: identity`), and a
 * gateway may answer in one all the same. What grows beyond the bound, is broken, or
 * in a coding that we do not know is an answer that cannot be read, not a crash.
 */
export function readBody(bytes: Uint8Array, contentEncoding: string | undefined): ReadBody {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '');
  if (bytes.length === 0) {
    return { body: '' };
  }
  if (codings.length > MOST_CODINGS) {
    return unreadable(`is in ${codings.length} content codings`);
  }
  let plain = bytes;
  // They are listed in the order in which they were applied.
  for (const coding of codings.toReversed()) {
    const decode = DECODERS.get(coding);
    if (!decode) {
      return unreadable(`is in a content coding that is not supported: ${named(coding)}`);
    }
    try {
      plain = decode(plain);
    } catch (error) {
      return unreadable(
        isTooLarge(error)
          ? `is more than ${LARGEST_BODY_BYTES} bytes when it is decoded from ${coding}`
          : `cannot be decoded from ${coding}`,
      );
    }
  }
  return { body: new TextDecoder().decode(plain) };
}

function unreadable(how: string): ReadBody {
  return { body: '', unreadable: `the body ${how}` };
}

function isTooLarge(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}

/** It comes from the server and goes into a log. */
function named(coding: string): string {
  return /^[\w.-]{1,20}$/.test(coding) ? coding : 'one without a proper name';
}
