import { openTransaction } from './open-transaction.js';
import { partitionBounds, type PartitionBounds, type PartitionPlace } from './partition-bounds.js';
import type { LeaderFollower } from './client.port.js';

/** Records that nobody may read before a transaction has ended. */
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
