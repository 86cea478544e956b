import type { StoredPosition } from '../format/ledger-format.js';
import type { KafkaClient } from '#libs/kafka';

/**
 * Input partitions that hold nothing, by `${topic}/${partition}`, with the
 * offset at which their first record will be. Asked once, when the process
 * starts: what comes between then and the first restore of a new lane is new,
 * and needs no decision about where to start.
 */
export async function emptyPartitions(
  client: Pick<KafkaClient, 'topic' | 'partitionCount' | 'listOffset'>,
  topics: readonly string[],
): Promise<ReadonlyMap<string, StoredPosition>> {
  const partitions = topics.flatMap((topic) =>
    Array.from({ length: client.partitionCount(topic) }, (_, partition) => ({ topic, partition })),
  );
  const ranges = await Promise.all(
    partitions.map(async ({ topic, partition }) => {
      const id = client.topic(topic)?.id;
      const earliest = await client.listOffset(topic, partition, 'earliest');
      const latest = await client.listOffset(topic, partition, 'latest');
      const place = { next: latest, ...(id !== undefined && { topicId: id }) };
      return { key: `${topic}/${partition}`, isEmpty: earliest === latest, place };
    }),
  );
  return new Map(ranges.filter(({ isEmpty }) => isEmpty).map(({ key, place }) => [key, place]));
}
