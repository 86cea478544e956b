/** Reads the primitive types of Kafka's protocol, one after the other (https://kafka.apache.org/protocol#protocol_types). */
export class ProtocolReader {
  #position = 0;

  constructor(private readonly buffer: Buffer) {}

  int8(): number {
    return this.buffer.readInt8(this.#advance(1));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#advance(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.#advance(8));
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  nullableString(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#slice(length).toString('utf8');
  }

  /** A view, not a copy; empty where the protocol has null. */
  bytes(): Buffer {
    const length = this.int32();
    return length < 0 ? this.#slice(0) : this.#slice(length);
  }

  /** Empty where the protocol has null. */
  array<T>(item: (reader: ProtocolReader) => T): T[] {
    const count = this.int32();
    const items: T[] = [];
    for (let i = 0; i < count; i += 1) {
      items.push(item(this));
    }
    return items;
  }

  /** Null where the protocol has null. Of flexible versions, as all below. */
  compactString(): string | null {
    const length = this.#unsignedVarint() - 1;
    return length < 0 ? null : this.#slice(length).toString('utf8');
  }

  /** Empty where the protocol has null. */
  compactArray<T>(item: (reader: ProtocolReader) => T): T[] {
    const count = this.#unsignedVarint() - 1;
    const items: T[] = [];
    for (let i = 0; i < count; i += 1) {
      items.push(item(this));
    }
    return items;
  }

  /** As Kafka's tools write it (22 characters); undefined where there is none. */
  uuid(): string | undefined {
    const bytes = this.#slice(16);
    return bytes.every((byte) => byte === 0) ? undefined : bytes.toString('base64url');
  }

  /** Fields that a later version has added; none of them is asked for. */
  skipTags(): void {
    for (let left = this.#unsignedVarint(); left > 0; left -= 1) {
      this.#unsignedVarint();
      this.#slice(this.#unsignedVarint());
    }
  }

  #unsignedVarint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.buffer.readUInt8(this.#advance(1));
      value += (byte % 128) * factor;
      if (byte < 128) {
        return value;
      }
    }
  }

  #slice(length: number): Buffer {
    const start = this.#advance(length);
    return this.buffer.subarray(start, start + length);
  }

  #advance(length: number): number {
    const start = this.#position;
    if (start + length > this.buffer.length) {
      throw new RangeError(
        `An answer of Kafka ended after ${this.buffer.length} bytes, in the middle of a field.`,
      );
    }
    this.#position = start + length;
    return start;
  }
}
