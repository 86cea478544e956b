import type { OffsetSource } from './client.port.js';

export type RangeVerdict = 'before-the-beginning' | 'past-the-end' | 'not-believed';

const PATIENCE_MS = 5_000;

/**
 * Whether an OFFSET_OUT_OF_RANGE of one partition is to be believed. A leader that
 * was frozen and comes back answers from its old log until it notices that it
 * leads no more, to Fetch and to ListOffsets alike, so "past the end" is believed
 * only after 5 s of hearing nothing else. "Before the beginning" is believed at
 * once: the beginning only ever moves on.
 */
export class RangeDoubt {
  #since: number | undefined;

  constructor(
    private readonly source: OffsetSource,
    private readonly topic: string,
    private readonly partition: number,
  ) {}

  /** Another OFFSET_OUT_OF_RANGE came. Rejects with KafkaError where the beginning cannot be had. */
  async weigh(offset: bigint): Promise<RangeVerdict> {
    this.#since ??= performance.now();
    await this.source.refresh();
    if (offset < (await this.source.listOffset(this.topic, this.partition, 'earliest'))) {
      return 'before-the-beginning';
    }
    return performance.now() - this.#since > PATIENCE_MS ? 'past-the-end' : 'not-believed';
  }

  /** Something else came. */
  dispel(): void {
    this.#since = undefined;
  }
}
