const INITIAL_BYTES = 256;
/** From here on bytes are sent from where they are instead of being copied. */
const SPLICED_FROM = 4_096;

/** Writes the primitive types of Kafka's protocol, one after the other (https://kafka.apache.org/protocol#protocol_types). */
export class ProtocolWriter {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;
  /** What is finished; the rest begins in the buffer at `#start`. */
  readonly #chunks: Buffer[] = [];
  #start = 0;

  int8(value: number): this {
    const start = this.#extend(1);
    this.#buffer.writeInt8(value, start);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int16(value: number): this {
    const start = this.#extend(2);
    this.#buffer.writeInt16BE(value, start);
    return this;
  }

  int32(value: number): this {
    const start = this.#extend(4);
    this.#buffer.writeInt32BE(value, start);
    return this;
  }

  int64(value: bigint): this {
    const start = this.#extend(8);
    this.#buffer.writeBigInt64BE(value, start);
    return this;
  }

  string(value: string | null): this {
    if (value === null) {
      return this.int16(-1);
    }
    const bytes = Buffer.byteLength(value);
    this.int16(bytes);
    const start = this.#extend(bytes);
    this.#buffer.write(value, start);
    return this;
  }

  /** They must not change before what was written is sent. */
  bytes(value: Buffer): this {
    this.int32(value.length);
    if (value.length >= SPLICED_FROM) {
      this.#chunks.push(this.#buffer.subarray(this.#start, this.#length), value);
      this.#start = this.#length;
      return this;
    }
    const start = this.#extend(value.length);
    value.copy(this.#buffer, start);
    return this;
  }

  array<T>(items: readonly T[], item: (writer: this, item: T) => void): this {
    this.int32(items.length);
    for (const each of items) {
      item(this, each);
    }
    return this;
  }

  /** Of flexible versions, as all below. */
  compactString(value: string): this {
    const bytes = Buffer.from(value);
    this.#unsignedVarint(bytes.length + 1);
    const start = this.#extend(bytes.length);
    bytes.copy(this.#buffer, start);
    return this;
  }

  compactArray<T>(items: readonly T[], item: (writer: this, item: T) => void): this {
    this.#unsignedVarint(items.length + 1);
    for (const each of items) {
      item(this, each);
    }
    return this;
  }

  /** The UUID that stands for none. */
  noUuid(): this {
    return this.int64(0n).int64(0n);
  }

  noTags(): this {
    return this.#unsignedVarint(0);
  }

  /** All that was written, in order. Nothing may be written afterwards. */
  finish(): readonly Buffer[] {
    return [...this.#chunks, this.#buffer.subarray(this.#start, this.#length)];
  }

  #unsignedVarint(value: number): this {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) {
      this.#byte((left % 128) + 128);
    }
    return this.#byte(left);
  }

  #byte(value: number): this {
    const start = this.#extend(1);
    this.#buffer.writeUInt8(value, start);
    return this;
  }

  #extend(bytes: number): number {
    const start = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length));
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    return start;
  }
}
