import type { Log } from '#libs/observability';

import type { KafkaRecord } from './protocol/kafka-record.js';
import { behindTransactions, type BehindTransaction } from './client/behind-transaction.js';
import type { KafkaClient } from './client/kafka-client.js';
import { openClient } from './client/open-client.js';
import { readCommitted } from './client/read-committed.js';
import { KafkaError } from './client/kafka.errors.js';
import type { KafkaSettings } from './kafkajs/settings.js';

/** Part of one partition. Offsets: `from` inclusive, `until` exclusive. */
export interface TopicRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly until: bigint;
}

export interface ScannerOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Reads what topics hold, from here to there, read_committed, over connections
 * that are opened once: for those who look at whole topics. Touches nothing.
 */
export class Scanner {
  private constructor(
    private readonly client: KafkaClient,
    private readonly signal: AbortSignal,
  ) {}

  /** As `openClient`. */
  static async open(settings: KafkaSettings, { log, signal }: ScannerOptions): Promise<Scanner> {
    return new Scanner(await openClient(settings, { log, signal }), signal);
  }

  /**
   * One range a partition: all that is there now, or what was written at a time
   * (epoch milliseconds) or later. Rejects with KafkaError, e.g. where the topic is missing.
   */
  async ranges(topic: string, since?: number): Promise<readonly TopicRange[]> {
    return Promise.all(
      (await this.#partitions(topic)).map(async (partition) => {
        // The beginning first: the end can only be later.
        const at = since === undefined ? 'earliest' : { timestamp: since };
        const from = await this.client.listOffset(topic, partition, at);
        const until = await this.client.listOffset(topic, partition, 'latest');
        return { topic, partition, from: from < until ? from : until, until };
      }),
    );
  }

  /**
   * What of a topic waits behind an open transaction: no range holds it yet. Of a
   * partition without a leader nothing is said. Rejects with KafkaError where the topic is missing.
   */
  async behindTransactions(topic: string): Promise<readonly BehindTransaction[]> {
    return behindTransactions(
      this.client,
      (await this.#partitions(topic)).map((partition) => ({ topic, partition })),
    );
  }

  /**
   * The records of one range after the other, each in offset order. What retention
   * removes meanwhile is left out. Rejects otherwise as `readCommitted` does.
   */
  async *read(ranges: readonly TopicRange[]): AsyncGenerator<KafkaRecord, void, undefined> {
    const topics = [...new Set(ranges.map(({ topic }) => topic))];
    const unknown = topics.filter((topic) => this.client.partitionCount(topic) === 0);
    if (unknown.length > 0) {
      // Else it would wait for fresh metadata all the same.
      await this.client.addTopics(unknown, { signal: this.signal });
    }
    for (const range of ranges) {
      yield* this.#readOne(range);
    }
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.client.close();
  }

  async #partitions(topic: string): Promise<readonly number[]> {
    if (this.client.partitionCount(topic) === 0) {
      await this.client.addTopics([topic], { signal: this.signal });
    }
    return Array.from({ length: this.client.partitionCount(topic) }, (_, partition) => partition);
  }

  async *#readOne({
    topic,
    partition,
    from,
    until,
  }: TopicRange): AsyncGenerator<KafkaRecord, void, undefined> {
    const { client, signal } = this;
    let next = from;
    while (next < until) {
      try {
        for await (const chunk of readCommitted(client, { topic, partition, from: next, until, signal })) {
          for (const record of chunk) {
            yield record;
            next = record.offset + 1n;
          }
        }
        return;
      } catch (error) {
        if (!(error instanceof KafkaError) || error.code !== 'OFFSET_OUT_OF_RANGE') {
          throw error;
        }
        const earliest = await client.listOffset(topic, partition, 'earliest');
        if (earliest <= next) {
          throw error;
        }
        next = earliest;
      }
    }
  }
}
