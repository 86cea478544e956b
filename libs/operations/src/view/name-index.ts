const SMALLEST = 1_024;
const NONE = -1;

/**
 * Where names are mentioned: a hash of each name and the offset of the record, some 22 bytes
 * a mention, in typed arrays. Two names may have one hash: a reader looks at the record.
 */
export class NameIndex {
  #hashes = new Int32Array(SMALLEST);
  #offsets = new Float64Array(SMALLEST);
  #next = new Int32Array(SMALLEST);
  /** First mention of each hash, by its lowest bits. */
  #first = new Int32Array(SMALLEST).fill(NONE);
  #size = 0;

  /** @param oldest mentions before this offset are dropped when the index is full */
  constructor(private readonly oldest: () => bigint) {}

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return [this.#hashes, this.#offsets, this.#next, this.#first].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
  }

  add(name: string, offset: bigint): void {
    if (this.#size === this.#hashes.length) {
      this.#makeRoom();
    }
    this.#put(hashOf(name), Number(offset));
  }

  /** Of records that may mention the name, the latest first. */
  offsetsOf(name: string): readonly bigint[] {
    const hash = hashOf(name);
    const found: bigint[] = [];
    for (let row = this.#head(hash); row !== NONE; row = this.#next[row] ?? NONE) {
      if (this.#hashes[row] === hash) {
        found.push(BigInt(this.#offsets[row] ?? 0));
      }
    }
    return found;
  }

  #head(hash: number): number {
    return this.#first[hash & (this.#first.length - 1)] ?? NONE;
  }

  #put(hash: number, offset: number): void {
    const row = this.#size;
    this.#size += 1;
    this.#hashes[row] = hash;
    this.#offsets[row] = offset;
    this.#next[row] = this.#head(hash);
    this.#first[hash & (this.#first.length - 1)] = row;
  }

  /** Half as much again, not twice: millions of mentions shall not pay for two. */
  #makeRoom(): void {
    const [hashes, offsets, used, oldest] = [this.#hashes, this.#offsets, this.#size, Number(this.oldest())];
    const kept = offsets.reduce((sum, offset) => sum + (offset >= oldest ? 1 : 0), 0);
    const capacity = Math.max(SMALLEST, Math.ceil(kept * 1.5));
    this.#hashes = new Int32Array(capacity);
    this.#offsets = new Float64Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#first = new Int32Array(2 ** Math.ceil(Math.log2(capacity))).fill(NONE);
    this.#size = 0;
    for (let row = 0; row < used; row++) {
      const offset = offsets[row] ?? 0;
      if (offset >= oldest) {
        this.#put(hashes[row] ?? 0, offset);
      }
    }
  }
}

/** FNV-1a over UTF-16 units. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash;
}
