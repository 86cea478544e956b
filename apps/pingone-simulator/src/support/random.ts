/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * Mulberry32: the same seed gives the same PingOne, on every machine. Good
 * enough for ids and dice, and far from good enough for a secret that matters.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const HEX = Buffer.from('0123456789abcdef', 'latin1');
const HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const UUID_LENGTH = 36;

/**
 * Shaped as a version 4 UUID (RFC 9562), as PingOne's ids are. Written digit by
 * digit into a buffer: a hundred thousand of them are to be made in a moment.
 */
export function seededUuid(random: Random): string {
  const text = Buffer.allocUnsafe(UUID_LENGTH);
  let word = 0;
  let digits = 0;
  for (let index = 0; index < UUID_LENGTH; index += 1) {
    if (HYPHENS.has(index)) {
      text[index] = 0x2d;
      continue;
    }
    if (digits % 8 === 0) {
      word = Math.floor(random() * 4_294_967_296);
    }
    const digit = digits === 12 ? 4 : digits === 16 ? 8 + (word & 3) : word & 15;
    text[index] = HEX[digit] ?? 0;
    word >>>= 4;
    digits += 1;
  }
  return text.toString('latin1');
}

/** PingOne's secrets hold `.~_-`: characters that form-encoding changes, which is how a client that encodes wrongly is found out. */
const SECRET_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.~_-';

export function seededSecret(random: Random, length = 64): string {
  let secret = '~';
  while (secret.length < length) {
    secret += SECRET_ALPHABET.charAt(Math.floor(random() * SECRET_ALPHABET.length));
  }
  return secret;
}
