import type { Compression } from '../records/codecs.js';
import { encodeBatch, encodedBytes, NO_PRODUCER, type KafkaMessage } from '../records/record-encoder.js';

/** Below the default `max.message.bytes` of a topic (1,048,588), which Kafka applies to a whole batch. */
const BATCH_BYTES = 900_000;
const LARGEST_SEQUENCE = 2 ** 31 - 1;

export interface QueueProducer {
  readonly producerId: bigint;
  readonly epoch: number;
}

/**
 * Messages on their way into one partition, as batches of acceptable size. The
 * first batch stays the same, with the same sequence number, until the broker
 * has said what became of it.
 */
export class PartitionQueue {
  #next = 0;
  #sequence: number;
  #batchBytes = BATCH_BYTES;
  #head: { readonly batch: Buffer; readonly count: number } | undefined;
  #firstOffset: bigint | undefined;
  #endOffset: bigint | undefined;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly messages: readonly KafkaMessage[],
    /** Absent: plain batches, that a broker does not recognise when they come again. */
    private readonly producer: (QueueProducer & { readonly firstSequence: number }) | undefined,
    private readonly compression: Compression = 'none',
  ) {
    this.#sequence = producer?.firstSequence ?? 0;
  }

  get isEmpty(): boolean {
    return this.#next >= this.messages.length;
  }

  /** The sequence number of the message after those that are in. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** The lowest offset that a batch got; undefined before the first. */
  get firstOffset(): bigint | undefined {
    return this.#firstOffset;
  }

  /** After the last message that is in; undefined before the first. */
  get endOffset(): bigint | undefined {
    return this.#endOffset;
  }

  /** Where the first batch begins among the messages. */
  get index(): number {
    return this.#next;
  }

  /** The first batch. Not to be asked of an empty queue. */
  get head(): Buffer {
    this.#head ??= this.#encode();
    return this.#head.batch;
  }

  /** The first batch is in. */
  accept(baseOffset: bigint): void {
    const count = this.#head?.count ?? 0;
    this.#next += count;
    this.#sequence = sequenceAfter(this.#sequence, count);
    this.#endOffset = baseOffset + BigInt(count);
    if (this.#firstOffset === undefined || baseOffset < this.#firstOffset) {
      this.#firstOffset = baseOffset;
    }
    this.#head = undefined;
  }

  /** The broker found the first batch too large: makes smaller ones. @returns whether that was possible. */
  split(): boolean {
    const { count = 0, batch } = this.#head ?? {};
    this.#head = undefined;
    this.#batchBytes = Math.floor((batch?.length ?? 0) / 2);
    return count > 1;
  }

  #encode(): { batch: Buffer; count: number } {
    let bytes = 0;
    let end = this.#next;
    for (let message = this.messages[end]; message !== undefined; message = this.messages[end]) {
      bytes += encodedBytes(message);
      if (bytes > this.#batchBytes && end > this.#next) {
        break;
      }
      end += 1;
    }
    const identity = this.producer
      ? { ...this.producer, baseSequence: this.#sequence, isTransactional: true }
      : NO_PRODUCER;
    return {
      batch: encodeBatch(this.messages.slice(this.#next, end), identity, this.compression),
      count: end - this.#next,
    };
  }
}

/** Sequence numbers go round at 2^31, as the broker expects them to. */
function sequenceAfter(sequence: number, count: number): number {
  const room = LARGEST_SEQUENCE - sequence;
  return count <= room ? sequence + count : count - room - 1;
}
