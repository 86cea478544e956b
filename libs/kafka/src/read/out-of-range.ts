import type { OffsetSource } from '../client/client.port.js';

/** Confirmed: the log begins at `earliest`, and the offset is not in it. */
export interface OutOfRange {
  readonly kind: 'before-the-beginning' | 'past-the-end';
  readonly earliest: bigint;
}

const PATIENCE_MS = 5_000;

/**
 * Whether an OFFSET_OUT_OF_RANGE of one partition is to be believed. A leader that
 * was frozen and comes back answers from its old log until it notices that it
 * leads no more, to Fetch and to ListOffsets alike, so "past the end" is believed
 * only after 5 s of hearing nothing else. "Before the beginning" is believed at
 * once: the beginning only ever moves on.
 */
export class OutOfRangeConfirmation {
  #since: number | undefined;
  #offset: bigint | undefined;
  #lastAt = -Infinity;

  constructor(
    private readonly source: OffsetSource,
    private readonly topic: string,
    private readonly partition: number,
  ) {}

  /** Another OFFSET_OUT_OF_RANGE came. Undefined while it is not believed. Rejects with KafkaError where the beginning cannot be had. */
  async confirm(offset: bigint): Promise<OutOfRange | undefined> {
    if (offset !== this.#offset || performance.now() - this.#lastAt > PATIENCE_MS) {
      this.reset(); // Records have come since the one before, or it is long over.
    }
    this.#offset = offset;
    this.#since ??= performance.now();
    await this.source.refresh();
    const earliest = await this.source.listOffset(this.topic, this.partition, 'earliest');
    this.#lastAt = performance.now();
    if (offset < earliest) {
      return { kind: 'before-the-beginning', earliest };
    }
    return this.#lastAt - this.#since > PATIENCE_MS ? { kind: 'past-the-end', earliest } : undefined;
  }

  /** Something else came, and left the position where it was. */
  reset(): void {
    this.#since = undefined;
  }
}
