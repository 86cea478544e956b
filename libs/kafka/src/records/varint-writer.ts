/** How many bytes a 32-bit zigzag varint takes. */
export function varintBytes(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0;
  if (raw < 0x80) {
    return 1;
  }
  if (raw < 0x4000) {
    return 2;
  }
  if (raw < 0x200000) {
    return 3;
  }
  return raw < 0x10000000 ? 4 : 5;
}

/** @returns the position after it. */
export function writeVarint(buffer: Buffer, position: number, value: number): number {
  let raw = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = position;
  while (raw >= 0x80) {
    buffer[at] = (raw & 0x7f) | 0x80;
    at += 1;
    raw >>>= 7;
  }
  buffer[at] = raw;
  return at + 1;
}

/** How many bytes a 64-bit zigzag varint takes; exact for integers up to 2^52. */
export function varlongBytes(value: number): number {
  let bytes = 1;
  for (let raw = zigzag(value); raw >= 0x80; raw = Math.floor(raw / 128)) {
    bytes += 1;
  }
  return bytes;
}

/** @returns the position after it. */
export function writeVarlong(buffer: Buffer, position: number, value: number): number {
  let at = position;
  let raw = zigzag(value);
  for (; raw >= 0x80; raw = Math.floor(raw / 128)) {
    buffer[at] = (raw % 128) | 0x80;
    at += 1;
  }
  buffer[at] = raw;
  return at + 1;
}

/** Shifts work on 32 bits only; the difference of two timestamps may need more. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}
