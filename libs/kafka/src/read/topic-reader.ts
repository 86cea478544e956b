import type { KafkaClient } from '../client/kafka-client.js';
import { KafkaError } from '../client/kafka.errors.js';
import { openClient, type OpenOptions } from '../client/open-client.js';
import type { KafkaSettings } from '../kafkajs/settings.js';
import type { KafkaRecord } from '../protocol/kafka-record.js';
import { behindTransactions, type BehindTransaction } from './open-transaction.js';
import { readCommitted } from './read-committed.js';
import { TopicFollower, type FollowFrom } from './topic-follower.js';

/** Part of one partition. Offsets: `from` inclusive, `until` exclusive. */
export interface TopicRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly until: bigint;
}

export interface TopicReaderOptions extends OpenOptions {
  readonly signal: AbortSignal;
}

export interface FollowOptions {
  readonly topics: readonly string[];
  /** A map says it by `${topic}/${partition}`; partitions that it does not name start at the earliest. */
  readonly from: FollowFrom;
}

/**
 * Reads what topics hold, read_committed, over connections that are opened once.
 * Touches nothing. Unlike a consumer of kafkajs it never shows an aborted record
 * and never sticks at a compacted one.
 */
export class TopicReader {
  private constructor(
    private readonly client: KafkaClient,
    private readonly options: TopicReaderOptions,
  ) {}

  /** As `openClient`. */
  static async open(settings: KafkaSettings, options: TopicReaderOptions): Promise<TopicReader> {
    return new TopicReader(await openClient(settings, options), options);
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
   * Which topic has this name, by the leader of its first partition; undefined where Kafka gives no ids. Rejects with
   * KafkaError where the topic is missing.
   */
  async topicId(topic: string): Promise<string | undefined> {
    await this.#know([topic]);
    return this.client.topicIdAt(topic, 0);
  }

  /**
   * What of a topic waits behind an open transaction: no range holds it yet. Of a
   * partition without a leader nothing is said. Rejects with KafkaError where the topic is missing.
   */
  async behindTransactions(topic: string): Promise<readonly BehindTransaction[]> {
    const partitions = await this.#partitions(topic);
    return behindTransactions(
      this.client,
      partitions.map((partition) => ({ topic, partition })),
    );
  }

  /**
   * The records of one range after the other, each in offset order. What retention
   * removes meanwhile is left out. Rejects otherwise as `readCommitted` does.
   */
  async *read(ranges: readonly TopicRange[]): AsyncGenerator<KafkaRecord, void, undefined> {
    await this.#know(ranges.map(({ topic }) => topic));
    for (const range of ranges) {
      yield* this.#readOne(range);
    }
  }

  /**
   * Follows topics for ever, in order per partition. Ends by rejecting: with signal.reason, or with
   * KafkaError where going on is pointless (a missing topic, refused credentials).
   */
  async *follow({ topics, from }: FollowOptions): AsyncGenerator<KafkaRecord, void, undefined> {
    const { log, signal } = this.options;
    await this.#know(topics);
    for await (const records of new TopicFollower(this.client, topics, log).follow(from, signal)) {
      yield* records;
    }
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.client.close();
  }

  async #partitions(topic: string): Promise<readonly number[]> {
    await this.#know([topic]);
    return Array.from({ length: this.client.partitionCount(topic) }, (_, partition) => partition);
  }

  /** A topic that is known already need not wait for fresh metadata. */
  async #know(topics: readonly string[]): Promise<void> {
    const unknown = new Set(topics.filter((topic) => this.client.partitionCount(topic) === 0));
    if (unknown.size > 0) {
      await this.client.addTopics([...unknown], { signal: this.options.signal });
    }
  }

  async *#readOne(range: TopicRange): AsyncGenerator<KafkaRecord, void, undefined> {
    const { topic, partition, until } = range;
    const { signal } = this.options;
    let next = range.from;
    while (next < until) {
      try {
        for await (const chunk of readCommitted(this.client, { ...range, from: next, signal })) {
          for (const record of chunk) {
            yield record;
            next = record.offset + 1n;
          }
        }
        return;
      } catch (error) {
        if (!(error instanceof KafkaError) || error.kind !== 'out-of-range') {
          throw error;
        }
        const earliest = await this.client.listOffset(topic, partition, 'earliest');
        if (earliest <= next) {
          throw error;
        }
        next = earliest;
      }
    }
  }
}

/** Follows topics until the signal ends it, and then just ends. Rejects otherwise as `TopicReader.follow` does. */
export async function* openReader(
  settings: KafkaSettings,
  options: TopicReaderOptions & FollowOptions,
): AsyncGenerator<KafkaRecord, void, undefined> {
  let reader: TopicReader | undefined;
  try {
    reader = await TopicReader.open(settings, options);
    yield* reader.follow(options);
  } catch (error) {
    if (!options.signal.aborted) {
      throw error;
    }
  } finally {
    await reader?.close();
  }
}

/** The committed records of one range, over connections of its own. Rejects as `TopicReader.read` does. */
export async function* readRange(
  settings: KafkaSettings,
  options: TopicReaderOptions & TopicRange,
): AsyncGenerator<KafkaRecord, void, undefined> {
  const reader = await TopicReader.open(settings, options);
  try {
    yield* reader.read([options]);
  } finally {
    await reader.close();
  }
}
