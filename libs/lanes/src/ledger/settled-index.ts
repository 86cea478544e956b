import { SettledColumns } from './settled-columns.js';
import { hashOfWords, uuidOfWords, wordsOfUuid, type UuidWords } from '../format/uuid-words.js';

const SMALLEST = 1024;
/** Slots per row: the table stays below 3/4 full. */
const SLOTS_PER_ROW = 4 / 3;

export interface Settled {
  /** 16 hex characters of the content's fingerprint. */
  readonly fingerprint: string;
  /** Where the ledger holds the outcome. */
  readonly ledgerOffset: bigint;
}

/**
 * What a lane remembers of settled work: enough to recognise a repeat and to
 * find the outcome, for a million entries in about 60 MB. Objects in a Map
 * would take several times that and put it all on the garbage collector.
 *
 * Rows lie in a ring in the order in which the ledger holds them, which is the
 * order in which retention ends; an open-addressed table finds them by id.
 */
export class SettledIndex {
  #rows = new SettledColumns(SMALLEST);
  #table = tableFor(SMALLEST);
  #first = 0;
  /** Rows of the ring in use, superseded ones included. */
  #used = 0;
  #size = 0;

  /** Entries remembered. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that the index holds. */
  get bytes(): number {
    return this.#rows.bytes + this.#table.byteLength;
  }

  /** Remembers; of an id that is known already, the newer row counts. `ledgerOffset`s must ascend. */
  add(id: string, fingerprint: string, ledgerOffset: bigint, settledAt: number): void {
    const words = wordsOfUuid(id);
    this.#delete(words);
    if (this.#used === this.#rows.capacity) {
      this.#grow();
    }
    const row = (this.#first + this.#used) % this.#rows.capacity;
    this.#rows.write(row, { id: words, fingerprint, ledgerOffset, settledAt });
    this.#used += 1;
    this.#size += 1;
    this.#link(row);
  }

  get(id: string): Settled | undefined {
    const slot = this.#slotOf(wordsOfUuid(id));
    const row = this.#table[slot] ?? 0;
    return row === 0 ? undefined : this.#rows.read(row - 1);
  }

  delete(id: string): void {
    this.#delete(wordsOfUuid(id));
  }

  #delete(id: UuidWords): void {
    const slot = this.#slotOf(id);
    const row = this.#table[slot] ?? 0;
    if (row === 0) {
      return;
    }
    this.#rows.bury(row - 1);
    this.#unlink(slot);
    this.#size -= 1;
    this.#dropBuried();
  }

  /** The ids settled before `time` (epoch ms), oldest first, at most `limit`. They stay until they are deleted. */
  settledBefore(time: number, limit: number): readonly string[] {
    const ids: string[] = [];
    for (let at = 0; at < this.#used && ids.length < limit; at++) {
      const row = (this.#first + at) % this.#rows.capacity;
      if (this.#rows.isBuried(row)) {
        continue;
      }
      if (this.#rows.settledAt(row) >= time) {
        break;
      }
      ids.push(uuidOfWords(this.#rows.idOf(row)));
    }
    return ids;
  }

  #dropBuried(): void {
    while (this.#used > 0 && this.#rows.isBuried(this.#first)) {
      this.#first = (this.#first + 1) % this.#rows.capacity;
      this.#used -= 1;
    }
  }

  /** Half as much again, not twice: a million entries shall not pay for two. Leaves buried rows behind. */
  #grow(): void {
    const capacity = this.#size > this.#used / 2 ? Math.ceil(this.#rows.capacity * 1.5) : this.#rows.capacity;
    this.#used = this.#rows.resize(capacity, this.#first, this.#used);
    this.#first = 0;
    this.#table = tableFor(capacity);
    for (let row = 0; row < this.#used; row++) {
      this.#link(row);
    }
  }

  /** Of a row whose id is not in the table. */
  #link(row: number): void {
    const mask = this.#table.length - 1;
    let slot = this.#rows.hashOf(row) & mask;
    while (this.#table[slot] !== 0) {
      slot = (slot + 1) & mask;
    }
    this.#table[slot] = row + 1;
  }

  /** The slot that holds the id, or the empty one where it belongs. */
  #slotOf(id: UuidWords): number {
    const mask = this.#table.length - 1;
    let slot = hashOfWords(...id) & mask;
    for (let row = this.#table[slot] ?? 0; row !== 0; row = this.#table[slot] ?? 0) {
      if (this.#rows.holds(row - 1, id)) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Empties a slot and moves back what was pushed past it, so that no chain breaks (Knuth, TAOCP 6.4, algorithm R). */
  #unlink(hole: number): void {
    const mask = this.#table.length - 1;
    let slot = hole;
    for (;;) {
      slot = (slot + 1) & mask;
      const row = this.#table[slot] ?? 0;
      if (row === 0) {
        break;
      }
      const home = this.#rows.hashOf(row - 1) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        this.#table[hole] = row;
        hole = slot;
      }
    }
    this.#table[hole] = 0;
  }
}

function tableFor(capacity: number): Uint32Array {
  return new Uint32Array(2 ** Math.ceil(Math.log2(capacity * SLOTS_PER_ROW)));
}
