/** Places at the front that are empty before the line is moved up. */
const MOST_EMPTY = 1_024;

export type Verdict = 'out' | 'stays' | 'enough';

/**
 * First in, first out, where those that cannot go now keep their place. A
 * backlog of a whole company may stand in it while each job takes a hundred, so
 * nothing here may cost more than what is looked at.
 */
export class WaitingLine<T> {
  #places: (T | undefined)[] = [];
  #front = 0;

  add(item: T): void {
    this.#places.push(item);
  }

  first(): T | undefined {
    return this.#places[this.#front];
  }

  /** Looks at them in order until `judge` has had enough; those that are out leave the line. */
  sift(judge: (item: T) => Verdict): void {
    const staying: T[] = [];
    let at = this.#front;
    for (let item = this.#places[at]; item !== undefined; item = this.#places[at]) {
      const verdict = judge(item);
      if (verdict === 'enough') {
        break;
      }
      if (verdict === 'stays') {
        staying.push(item);
      }
      at += 1;
    }
    this.#closeUp(at, staying);
  }

  /** Those that stay move up to whom was not looked at. */
  #closeUp(end: number, staying: readonly T[]): void {
    const front = end - staying.length;
    this.#places.fill(undefined, this.#front, front);
    staying.forEach((item, index) => (this.#places[front + index] = item));
    this.#front = front;
    if (front > MOST_EMPTY && front * 2 > this.#places.length) {
      this.#places = this.#places.slice(front);
      this.#front = 0;
    }
  }
}
