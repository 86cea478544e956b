import { fetchRequest, READ_UNCOMMITTED } from '../protocol/fetch.js';
import { BatchLayout, readBatchHeader } from '../records/batch-header.js';
import { KafkaError } from './kafka.errors.js';
import type { LeaderFollower } from './client.port.js';
import type { PartitionPlace } from './partition-bounds.js';

/** The transaction that holds a partition back, as the first batch of it says. */
export interface OpenTransaction {
  /** Of the producer who has to end it. */
  readonly producerId: bigint;
  /** Epoch milliseconds of its first record: by the clock of the producer, or the broker's where the topic says so. */
  readonly firstRecordAt: number;
}

/** The first batch comes whole, however large it is. */
const LIMITS = { maxWaitMs: 0, maxBytes: 1 };
const PURPOSE = 'bounds';
const MAGIC_OF_BATCHES = 2;

/**
 * Looks at what a read_committed reader may not see yet: the batch at the last
 * stable offset is the first one of the oldest open transaction.
 *
 * Undefined where its leader does not show it. Rejects never.
 */
export async function openTransaction(
  client: LeaderFollower,
  { topic, partition }: PartitionPlace,
  stable: bigint,
): Promise<OpenTransaction | undefined> {
  const read = { topic, partition, offset: stable, maxBytes: 1 };
  try {
    const request = fetchRequest([read], LIMITS, READ_UNCOMMITTED);
    const { partitions } = await client.ask(client.leaderOf(topic, partition), PURPOSE, request);
    const set = partitions[0]?.recordSet;
    if (!set || set.length < BatchLayout.records || set[BatchLayout.magic] !== MAGIC_OF_BATCHES) {
      return undefined;
    }
    const { isTransactional, isControl, isLogAppendTime, baseTimestamp, maxTimestamp, producerId } =
      readBatchHeader(set, 0);
    return isTransactional && !isControl
      ? { producerId, firstRecordAt: isLogAppendTime ? maxTimestamp : baseTimestamp }
      : undefined;
  } catch (error) {
    if (error instanceof KafkaError) {
      return undefined;
    }
    throw error;
  }
}
