import type { LeaderFollower } from '../client/client.port.js';
import { KafkaError } from '../client/kafka.errors.js';
import { fetchRequest, READ_UNCOMMITTED } from '../protocol/fetch.js';
import { BatchLayout, readBatchHeader } from '../records/batch-header.js';
import { partitionBounds, type PartitionBounds, type PartitionPlace } from './partition-bounds.js';

/** The first batch comes whole, however large it is. */
const LIMITS = { maxWaitMs: 0, maxBytes: 1 };
const PURPOSE = 'bounds';
const MAGIC_OF_BATCHES = 2;

/** The transaction that holds a partition back, as the first batch of it says. */
interface OpenTransaction {
  /** Of the producer who has to end it. */
  readonly producerId: bigint;
  /** Epoch milliseconds of its first record: by the clock of the producer, or the broker's where the topic says so. */
  readonly firstRecordAt: number;
}

/** Records that no reader may see before a transaction has ended. */
export interface BehindTransaction extends PartitionPlace {
  /** Offset at which the transaction began: what is asked for to end it from outside. */
  readonly from: bigint;
  /** After the last record that waits. */
  readonly until: bigint;
  /** Of the producer who has to end it; absent where its leader did not show it. */
  readonly producerId?: bigint;
  /** Epoch milliseconds of its first record, by the clock of its producer or of the broker. */
  readonly firstRecordAt?: number;
}

/** What of these partitions waits behind an open transaction: mostly a moment of a publisher at work. Rejects never. */
export async function behindTransactions(
  client: LeaderFollower,
  places: readonly PartitionPlace[],
): Promise<readonly BehindTransaction[]> {
  const heldBack = (await partitionBounds(client, places)).filter(isHeldBack);
  return Promise.all(heldBack.map((bounds) => lookAt(client, bounds)));
}

export function isHeldBack({ stable, end }: PartitionBounds): boolean {
  return stable < end;
}

/** @param bounds of a partition that is held back */
export async function lookAt(client: LeaderFollower, bounds: PartitionBounds): Promise<BehindTransaction> {
  const { topic, partition, stable, end } = bounds;
  const transaction = await openTransaction(client, bounds, stable);
  return { topic, partition, from: stable, until: end, ...transaction };
}

/**
 * Looks at what a read_committed reader may not see yet: the batch at the last
 * stable offset is the first one of the oldest open transaction.
 *
 * Undefined where its leader does not show it. Rejects never.
 */
async function openTransaction(
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
