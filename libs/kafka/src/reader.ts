import type { Log } from '#libs/observability';

import type { KafkaRecord } from './protocol/kafka-record.js';
import type { KafkaClient } from './client/kafka-client.js';
import { openClient } from './client/open-client.js';
import { readCommitted } from './client/read-committed.js';
import { TopicFollower, type FollowFrom } from './topic-follower.js';
import type { KafkaSettings } from './kafkajs/settings.js';

export interface ReaderOptions {
  readonly topics: readonly string[];
  /** A map says it by `${topic}/${partition}`; partitions that it does not name start at the earliest. */
  readonly from: FollowFrom;
  readonly signal: AbortSignal;
  readonly log: Log;
}

export interface RangeOptions {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** Exclusive. */
  readonly until: bigint;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Follows topics for ever, read_committed, until the signal ends it (it then just
 * ends). In order per partition. Unlike a consumer of kafkajs it never shows an
 * aborted record and never sticks at a compacted one. Rejects with KafkaError where
 * going on is pointless (a missing topic, refused credentials).
 */
export async function* openReader(
  settings: KafkaSettings,
  options: ReaderOptions,
): AsyncGenerator<KafkaRecord, void, undefined> {
  const { topics, from, signal, log } = options;
  let client: KafkaClient | undefined;
  try {
    client = await openClient(settings, { log, signal });
    await client.addTopics(topics, { signal });
    for await (const records of new TopicFollower(client, topics, log).follow(from, signal)) {
      yield* records;
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    await client?.close();
  }
}

/** The committed records of [from, until) of one partition; ends by itself. Rejects as `readCommitted` does. */
export async function* readRange(
  settings: KafkaSettings,
  options: RangeOptions,
): AsyncGenerator<KafkaRecord, void, undefined> {
  const { log, signal, topic } = options;
  const client = await openClient(settings, { log, signal });
  try {
    await client.addTopics([topic], { signal });
    for await (const records of readCommitted(client, options)) {
      yield* records;
    }
  } finally {
    await client.close();
  }
}
