/** What retention has left of a topic: only what it cannot have removed may be called missing. */
export class RetainedTopic {
  readonly #earliest = new Map<number, bigint>();
  /** When the first record that is left was written, epoch milliseconds. */
  readonly #first = new Map<number, number>();

  get partitions(): number {
    return this.#earliest.size;
  }

  has(partition: number, earliest: bigint): void {
    this.#earliest.set(partition, earliest);
  }

  /** In offset order. */
  sees({ partition, timestamp }: { readonly partition: number; readonly timestamp: number }): void {
    if (!this.#first.has(partition)) {
      this.#first.set(partition, timestamp);
    }
  }

  /** Whether a record that was written then, or later, may have been removed since. Without a partition: in any of them. */
  mayHaveDropped(writtenAt: number, partition?: number): boolean {
    const candidates = partition === undefined ? [...this.#earliest.keys()] : [partition];
    return candidates.some(
      (each) => (this.#earliest.get(each) ?? 0n) > 0n && (this.#first.get(each) ?? Infinity) >= writtenAt,
    );
  }
}
