import type { KafkaClient } from '../client/kafka-client.js';
import { PartitionQueue } from './partition-queue.js';
import { partitionFor } from './partitioner.js';
import { openClient, type OpenOptions } from '../client/open-client.js';
import { produce } from './produce.js';
import type { Compression } from '../records/codecs.js';
import { KafkaError } from '../client/kafka.errors.js';
import type { KafkaSettings } from '../kafkajs/settings.js';

export type { Compression };

export interface WriterMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Epoch milliseconds; now, if absent. */
  readonly timestamp?: number;
  /** Chosen by the key (murmur2) if absent; without a key, at random per call. */
  readonly partition?: number;
}

export interface WriterOptions extends OpenOptions {
  readonly compression?: Compression;
}

const BUDGET_MS = 60_000;

/** As `openClient`; the signal ends all waiting. */
export async function openWriter(settings: KafkaSettings, options: WriterOptions): Promise<KafkaWriter> {
  return new KafkaWriter(await openClient(settings, options), options);
}

/** Writes outside of transactions: for the command line, the sandbox and tests. */
export class KafkaWriter {
  #last: Promise<unknown> = Promise.resolve();
  readonly #signal: AbortSignal;
  readonly #compression: Compression;

  constructor(
    private readonly client: KafkaClient,
    {
      compression = 'none',
      signal = new AbortController().signal,
    }: Pick<WriterOptions, 'compression' | 'signal'>,
  ) {
    this.#compression = compression;
    this.#signal = signal;
  }

  /**
   * Resolves when all are acknowledged by all in-sync replicas; in order per
   * partition, also across calls. What was not acknowledged is sent again, so it
   * may be there twice after a lost answer. Rejects with KafkaError.
   */
  async send(topic: string, messages: readonly WriterMessage[]): Promise<void> {
    const sending = this.#last.then(() => this.#send(topic, messages));
    this.#last = sending.catch(() => undefined); // its caller hears of it
    await sending;
  }

  /** Waits for what is on its way, and closes the client with it. Never rejects. */
  async close(): Promise<void> {
    await this.#last;
    await this.client.close();
  }

  async #send(topic: string, messages: readonly WriterMessage[]): Promise<void> {
    if (this.client.partitionCount(topic) === 0) {
      await this.client.addTopics([topic], { signal: this.#signal });
    }
    const refusals = await produce(this.client, this.#queues(topic, messages), {
      transactionalId: null,
      purpose: 'writer',
      ackTimeoutMs: Math.ceil(this.client.requestTimeoutMs / 2),
      budgetMs: BUDGET_MS,
      signal: this.#signal,
      unanswered: 'repeat',
      isHopeless: () => true,
    });
    const [refusal] = refusals;
    if (refusal) {
      const { queue, code } = refusal;
      throw new KafkaError(code, `Kafka does not take a message for ${topic}/${queue.partition}: ${code}`);
    }
  }

  #queues(topic: string, messages: readonly WriterMessage[]): readonly PartitionQueue[] {
    const count = this.client.partitionCount(topic);
    const keyless = Math.floor(Math.random() * count);
    const now = Date.now();
    const byPartition = Map.groupBy(
      messages.map((message) => ({ ...message, timestamp: message.timestamp ?? now })),
      ({ partition, key }) => partition ?? (key === null ? keyless : partitionFor(key, count)),
    );
    return [...byPartition].map(
      ([partition, group]) => new PartitionQueue(topic, partition, group, undefined, this.#compression),
    );
  }
}
