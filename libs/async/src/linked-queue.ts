/** An item of a `LinkedQueue`. The links belong to the queue that it is in. */
export interface Linked {
  previous: this | undefined;
  next: this | undefined;
}

/** First in, first out; leaving from the middle costs no more than from the front. */
export class LinkedQueue<T extends Linked> {
  #head: T | undefined;
  #tail: T | undefined;

  get first(): T | undefined {
    return this.#head;
  }

  add(item: T): void {
    item.previous = this.#tail;
    if (this.#tail) {
      this.#tail.next = item;
    } else {
      this.#head = item;
    }
    this.#tail = item;
  }

  take(): T | undefined {
    const first = this.#head;
    if (first) {
      this.remove(first);
    }
    return first;
  }

  /** Only of an item that is in this queue. */
  remove(item: T): void {
    if (item.previous) {
      item.previous.next = item.next;
    } else {
      this.#head = item.next;
    }
    if (item.next) {
      item.next.previous = item.previous;
    } else {
      this.#tail = item.previous;
    }
    item.previous = undefined;
    item.next = undefined;
  }
}
