/** The 128 bits of a UUID as four signed 32-bit words: small integers to the engine, never boxed. */
export type UuidWords = readonly [number, number, number, number];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower case only: the text must come back from its bits as it was, since it is a key of the ledger. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Of a text for which `isUuid` holds. Digit by digit: it runs for every record of a restore. */
export function wordsOfUuid(uuid: string): UuidWords {
  return [
    (digits(uuid, 0) << 16) | digits(uuid, 4),
    (digits(uuid, 9) << 16) | digits(uuid, 14),
    (digits(uuid, 19) << 16) | digits(uuid, 24),
    (digits(uuid, 28) << 16) | digits(uuid, 32),
  ];
}

export function uuidOfWords(words: UuidWords): string {
  const hex = words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The bits of a UUID are even for versions 4 and 5 only; of version 7 the first word is the time. */
export function hashOfWords(a: number, b: number, c: number, d: number): number {
  const mixed =
    Math.imul(a ^ Math.imul(b, 0x85eb_ca6b), 0x9e37_79b1) ^
    Math.imul(c ^ Math.imul(d, 0xc2b2_ae35), 0x27d4_eb2f);
  return mixed ^ (mixed >>> 15);
}

function digits(hex: string, at: number): number {
  return (
    (digit(hex.charCodeAt(at)) << 12) |
    (digit(hex.charCodeAt(at + 1)) << 8) |
    (digit(hex.charCodeAt(at + 2)) << 4) |
    digit(hex.charCodeAt(at + 3))
  );
}

/** Of '0' to '9' and 'a' to 'f'. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
