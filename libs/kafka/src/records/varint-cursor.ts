/**
 * Walks the variable-length integers of a batch (zigzag, as Protocol Buffers).
 * The hot path of a restore: no promises, no allocation, no bigint.
 */
export class VarintCursor {
  constructor(
    readonly bytes: Buffer,
    public position: number,
  ) {}

  /** A 32-bit varint. */
  varint(): number {
    const raw = this.#unsigned32();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** A 64-bit varint, as a number: exact up to 2^53, which is more than any timestamp. */
  varlong(): number {
    let low = 0;
    let scale = 1;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        return low % 2 === 0 ? low / 2 : -(low + 1) / 2;
      }
      scale *= 128;
    }
    throw new RangeError('A variable-length integer of a record has more than 64 bits.');
  }

  byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) {
      throw new RangeError('A record batch ended in the middle of a record.');
    }
    this.position += 1;
    return byte;
  }

  /** A view of the next bytes; null for a negative length. */
  slice(length: number): Buffer | null {
    return length < 0 ? null : this.bytes.subarray(this.position, this.#skip(length));
  }

  /** The next bytes as UTF-8; null for a negative length. */
  text(length: number): string | null {
    return length < 0 ? null : this.bytes.toString('utf8', this.position, this.#skip(length));
  }

  /** Moves on, and says where to. */
  #skip(length: number): number {
    const end = this.position + length;
    if (end > this.bytes.length) {
      throw new RangeError('A record batch ended in the middle of a record.');
    }
    this.position = end;
    return end;
  }

  #unsigned32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new RangeError('A variable-length integer of a record has more than 32 bits.');
  }
}
