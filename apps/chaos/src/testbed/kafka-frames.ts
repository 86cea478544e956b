const SIZE_BYTES = 4;

/** Cuts a stream into the frames of Kafka's protocol: four bytes of length, then so many bytes. */
export class FrameCutter {
  #chunks: Buffer[] = [];
  #length = 0;

  /** The frames that this chunk completes, without their lengths. */
  *push(chunk: Buffer): Iterable<Buffer> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= SIZE_BYTES) {
      const size = SIZE_BYTES + this.#first(SIZE_BYTES).readInt32BE(0);
      if (this.#length < size) {
        return;
      }
      const bytes = this.#first(size);
      this.#chunks[0] = bytes.subarray(size);
      this.#length -= size;
      yield bytes.subarray(SIZE_BYTES, size);
    }
  }

  /** The first chunk, with at least so many bytes in it. */
  #first(bytes: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#chunks;
    if (first.length >= bytes) {
      return first;
    }
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}

/** Reads the older, not flexible versions of messages, which is all that kafkajs and we speak. */
export class FrameReader {
  #at = 0;

  constructor(private readonly frame: Buffer) {}

  skip(bytes: number): this {
    this.#at += bytes;
    return this;
  }

  int16(): number {
    this.#at += 2;
    return this.frame.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.frame.readInt32BE(this.#at - 4);
  }

  string(): string | undefined {
    const length = this.int16();
    if (length < 0) {
      return undefined;
    }
    this.#at += length;
    return this.frame.toString('utf8', this.#at - length, this.#at);
  }

  skipString(): this {
    this.string();
    return this;
  }

  array<T>(read: (reader: this) => T): readonly T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, () => read(this));
  }
}
