/** As much of ASN.1's distinguished encoding (X.690) as a test certificate needs. */

const encode = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
};

const lengthOf = (length: number): readonly number[] => {
  if (length < 0x80) {
    return [length];
  }
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
};

export const sequence = (...contents: readonly Uint8Array[]): Buffer => encode(0x30, ...contents);
export const set = (...contents: readonly Uint8Array[]): Buffer => encode(0x31, ...contents);
export const octets = (...contents: readonly Uint8Array[]): Buffer => encode(0x04, ...contents);
export const utf8 = (text: string): Buffer => encode(0x0c, Buffer.from(text));
export const yes = (): Buffer => encode(0x01, Buffer.from([0xff]));

/** Big-endian and positive: the caller keeps the highest bit clear. */
export const integer = (bytes: Uint8Array): Buffer => encode(0x02, bytes);

export const bits = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  encode(0x03, Buffer.from([unusedBits]), bytes);

/** Constructed, as EXPLICIT tags are. */
export const explicit = (tag: number, ...contents: readonly Uint8Array[]): Buffer =>
  encode(0xa0 | tag, ...contents);

/** Primitive, as the alternatives of GeneralName are. */
export const implicit = (tag: number, bytes: Uint8Array): Buffer => encode(0x80 | tag, bytes);

/** `2.5.29.17` and the like. */
export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
};

const base128 = (value: number): readonly number[] => {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) {
    digits.unshift((left & 0x7f) | 0x80);
  }
  return digits;
};

/** UTCTime, with seconds, of dates before 2050. */
export const utcTime = (at: Date): Buffer =>
  encode(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`));
