import type { PriorityClass } from './priority.policy.js';

/** A call that waits. The links belong to the line it stands in. */
export interface Standing {
  readonly priority: PriorityClass;
  previous: this | undefined;
  next: this | undefined;
}

/** First come, first served; leaving from the middle costs no more than from the front. */
export class Line<W extends Standing> {
  #head: W | undefined;
  #tail: W | undefined;

  get isEmpty(): boolean {
    return this.#head === undefined;
  }

  add(waiter: W): void {
    waiter.previous = this.#tail;
    if (this.#tail) {
      this.#tail.next = waiter;
    } else {
      this.#head = waiter;
    }
    this.#tail = waiter;
  }

  take(): W | undefined {
    const first = this.#head;
    if (first) {
      this.remove(first);
    }
    return first;
  }

  /** Only of a waiter that stands in this line. */
  remove(waiter: W): void {
    if (waiter.previous) {
      waiter.previous.next = waiter.next;
    } else {
      this.#head = waiter.next;
    }
    if (waiter.next) {
      waiter.next.previous = waiter.previous;
    } else {
      this.#tail = waiter.previous;
    }
    waiter.previous = undefined;
    waiter.next = undefined;
  }
}
