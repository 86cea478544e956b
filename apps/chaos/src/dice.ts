/** Random numbers that fall the same way for the same seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 to 1, exclusive (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `min` to `max`, both inclusive. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.int(0, list.length - 1)];
    if (picked === undefined) {
      throw new RangeError('There is nothing to pick from');
    }
    return picked;
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    const cards = [...list];
    for (let left = cards.length - 1; left > 0; left--) {
      const other = this.int(0, left);
      [cards[left], cards[other]] = [cards[other] as T, cards[left] as T];
    }
    return cards;
  }

  uuid(): string {
    const hex = Array.from({ length: 32 }, () => this.int(0, 15).toString(16)).join('');
    const variant = this.pick(['8', '9', 'a', 'b']);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }

  /** Dice of their own for one purpose: how often others are thrown does not change how these fall. */
  fork(purpose: string): Dice {
    let hash = this.#state;
    for (const character of purpose) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    }
    return new Dice(hash);
  }
}
