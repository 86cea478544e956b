import { hashOfWords, type UuidWords } from '../format/uuid-words.js';

export interface SettledRow {
  readonly id: UuidWords;
  /** At least 16 hex characters; 64 bits of it are kept. */
  readonly fingerprint: string;
  readonly ledgerOffset: bigint;
  /** Epoch milliseconds; kept in seconds. */
  readonly settledAt: number;
}

const WORDS = 6;
const BURIED = 0;

/** Rows of 36 bytes, in typed arrays. */
export class SettledColumns {
  /** Four words of the id, two of the fingerprint. */
  #words: Int32Array;
  /** A double holds every offset below 2^53 exactly: 285 years at a million records a second. */
  #offsets: Float64Array;
  #seconds: Uint32Array;

  constructor(public capacity: number) {
    this.#words = new Int32Array(capacity * WORDS);
    this.#offsets = new Float64Array(capacity);
    this.#seconds = new Uint32Array(capacity);
  }

  get bytes(): number {
    return this.#words.byteLength + this.#offsets.byteLength + this.#seconds.byteLength;
  }

  write(row: number, { id, fingerprint, ledgerOffset, settledAt }: SettledRow): void {
    this.#words.set(id, row * WORDS);
    this.#words[row * WORDS + 4] = parseInt(fingerprint.slice(0, 8), 16) | 0;
    this.#words[row * WORDS + 5] = parseInt(fingerprint.slice(8, 16), 16) | 0;
    this.#offsets[row] = Number(ledgerOffset);
    this.#seconds[row] = Math.max(1, Math.floor(settledAt / 1000));
  }

  read(row: number): { readonly fingerprint: string; readonly ledgerOffset: bigint } {
    return {
      fingerprint: this.#hex(row * WORDS + 4) + this.#hex(row * WORDS + 5),
      ledgerOffset: BigInt(this.#offsets[row] ?? 0),
    };
  }

  idOf(row: number): UuidWords {
    const at = row * WORDS;
    return [this.#word(at), this.#word(at + 1), this.#word(at + 2), this.#word(at + 3)];
  }

  holds(row: number, [a, b, c, d]: UuidWords): boolean {
    const at = row * WORDS;
    return (
      this.#words[at] === a &&
      this.#words[at + 1] === b &&
      this.#words[at + 2] === c &&
      this.#words[at + 3] === d
    );
  }

  hashOf(row: number): number {
    const at = row * WORDS;
    return hashOfWords(this.#word(at), this.#word(at + 1), this.#word(at + 2), this.#word(at + 3));
  }

  settledAt(row: number): number {
    return (this.#seconds[row] ?? 0) * 1000;
  }

  /** The row counts no more; its place is freed when it comes to be the first. */
  bury(row: number): void {
    this.#seconds[row] = BURIED;
  }

  isBuried(row: number): boolean {
    return this.#seconds[row] === BURIED;
  }

  /** Moves the rows that count to the front of columns of another capacity; returns how many they are. */
  resize(capacity: number, first: number, used: number): number {
    const old = {
      words: this.#words,
      offsets: this.#offsets,
      seconds: this.#seconds,
      capacity: this.capacity,
    };
    this.capacity = capacity;
    this.#words = new Int32Array(capacity * WORDS);
    this.#offsets = new Float64Array(capacity);
    this.#seconds = new Uint32Array(capacity);
    let kept = 0;
    for (let at = 0; at < used; at++) {
      const row = (first + at) % old.capacity;
      if (old.seconds[row] === BURIED) {
        continue;
      }
      this.#words.set(old.words.subarray(row * WORDS, (row + 1) * WORDS), kept * WORDS);
      this.#offsets[kept] = old.offsets[row] ?? 0;
      this.#seconds[kept] = old.seconds[row] ?? 0;
      kept += 1;
    }
    return kept;
  }

  #word(at: number): number {
    return this.#words[at] ?? 0;
  }

  #hex(at: number): string {
    return (this.#word(at) >>> 0).toString(16).padStart(8, '0');
  }
}
