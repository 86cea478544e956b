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

const word = (random: Random): number => Math.floor(random() * 4_294_967_296);
const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** Shaped as a version 4 UUID (RFC 9562), as PingOne's ids are. */
export function seededUuid(random: Random): string {
  const a = hex(word(random));
  const b = hex(word(random));
  const c = hex(word(random));
  const d = hex(word(random));
  const variant = '89ab'.charAt(Number.parseInt(c.charAt(0), 16) % 4);
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
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
