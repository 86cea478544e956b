/** Something that ends at a time. The index belongs to the heap. */
export interface Expiring {
  readonly expiresAt: number;
  heapIndex: number;
}

/** A binary heap that knows where everybody is: adding and removing are O(log n), the next one is O(1). */
export class Deadlines<E extends Expiring> {
  readonly #heap: E[] = [];

  get next(): E | undefined {
    return this.#heap[0];
  }

  add(entry: E): void {
    this.#place(entry, this.#heap.length);
    this.#up(entry);
  }

  /** Does nothing when it is not in the heap. */
  remove(entry: E): void {
    if (this.#heap[entry.heapIndex] !== entry) {
      return;
    }
    const index = entry.heapIndex;
    entry.heapIndex = -1;
    const last = this.#heap.pop();
    if (!last || last === entry) {
      return;
    }
    this.#place(last, index);
    this.#up(last);
    this.#down(last);
  }

  #up(entry: E): void {
    while (entry.heapIndex > 0) {
      const parentIndex = (entry.heapIndex - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (!parent || parent.expiresAt <= entry.expiresAt) {
        return;
      }
      this.#place(parent, entry.heapIndex);
      this.#place(entry, parentIndex);
    }
  }

  #down(entry: E): void {
    for (;;) {
      const left = this.#heap[2 * entry.heapIndex + 1];
      const right = this.#heap[2 * entry.heapIndex + 2];
      const child = right && left && right.expiresAt < left.expiresAt ? right : left;
      if (!child || child.expiresAt >= entry.expiresAt) {
        return;
      }
      const childIndex = child.heapIndex;
      this.#place(child, entry.heapIndex);
      this.#place(entry, childIndex);
    }
  }

  #place(entry: E, index: number): void {
    this.#heap[index] = entry;
    entry.heapIndex = index;
  }
}
