/** The 128 bits of a UUID as four unsigned words. */
export type UuidWords = readonly [number, number, number, number];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower case only: the text must come back from its bits as it was, since it is a key of the ledger. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Of a text for which `isUuid` holds. */
export function wordsOfUuid(uuid: string): UuidWords {
  return [
    parseInt(uuid.slice(0, 8), 16),
    parseInt(uuid.slice(9, 13) + uuid.slice(14, 18), 16),
    parseInt(uuid.slice(19, 23) + uuid.slice(24, 28), 16),
    parseInt(uuid.slice(28), 16),
  ];
}

export function uuidOfWords([a, b, c, d]: UuidWords): string {
  const hex = [a, b, c, d].map((word) => word.toString(16).padStart(8, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
