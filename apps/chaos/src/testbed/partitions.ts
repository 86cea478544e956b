import { Kafka, logLevel } from 'kafkajs';
import type { KafkaSettings } from '#libs/kafka';

export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** Node id. */
  readonly leader: number;
  readonly replicas: number;
  /** Replicas that are in sync. */
  readonly inSync: number;
}

/** What a broker says about partitions right now. Rejects where none answers soon. */
export async function partitionsOf(
  { brokers }: KafkaSettings,
  names: readonly string[],
): Promise<readonly PartitionState[]> {
  const admin = new Kafka({
    brokers: [...brokers],
    clientId: 'chaos-partitions',
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 2 },
    logLevel: logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
    return topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionId, leader, replicas, isr }) => ({
        topic: name,
        partition: partitionId,
        leader,
        replicas: replicas.length,
        inSync: isr.length,
      })),
    );
  } finally {
    await admin.disconnect();
  }
}
