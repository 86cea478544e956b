import { READ_COMMITTED, READ_UNCOMMITTED, type Isolation } from '../protocol/fetch.js';
import { EARLIEST, LATEST, listOffsetsRequest } from '../protocol/list-offsets.js';
import { KafkaError } from '../client/kafka.errors.js';
import type { LeaderFollower } from '../client/client.port.js';

export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
}

/** What a partition holds, as its leader says. */
export interface PartitionBounds extends PartitionPlace {
  /** Offset of its first record. */
  readonly earliest: bigint;
  /** Last stable offset: what comes after it waits for the end of a transaction. */
  readonly stable: bigint;
  /** High watermark. */
  readonly end: bigint;
}

const PURPOSE = 'bounds';

/**
 * The bounds of many partitions, in three small requests to each leader. The end is
 * asked for first: what lies between a later stable offset and it was written
 * before, and is still not decided.
 *
 * A partition whose leader does not answer is left out: it is asked again at the next turn. Rejects never.
 */
export async function partitionBounds(
  client: LeaderFollower,
  places: readonly PartitionPlace[],
): Promise<readonly PartitionBounds[]> {
  const byLeader = Map.groupBy(places, ({ topic, partition }) => client.leaderOf(topic, partition));
  const bounds = await Promise.all([...byLeader].map(([leader, led]) => boundsAt(client, leader, led)));
  return bounds.flat();
}

async function boundsAt(
  client: LeaderFollower,
  leader: number,
  places: readonly PartitionPlace[],
): Promise<readonly PartitionBounds[]> {
  try {
    const ends = await offsets(client, leader, { places, timestamp: LATEST, isolation: READ_UNCOMMITTED });
    const stables = await offsets(client, leader, { places, timestamp: LATEST, isolation: READ_COMMITTED });
    const earliests = await offsets(client, leader, {
      places,
      timestamp: EARLIEST,
      isolation: READ_COMMITTED,
    });
    return places.flatMap(({ topic, partition }) => {
      const key = `${topic}/${partition}`;
      const [earliest, stable, end] = [earliests.get(key), stables.get(key), ends.get(key)];
      return earliest === undefined || stable === undefined || end === undefined
        ? []
        : [{ topic, partition, earliest, stable, end }];
    });
  } catch (error) {
    if (error instanceof KafkaError) {
      return [];
    }
    throw error;
  }
}

interface Question {
  readonly places: readonly PartitionPlace[];
  readonly timestamp: bigint;
  readonly isolation: Isolation;
}

async function offsets(
  client: LeaderFollower,
  leader: number,
  { places, timestamp, isolation }: Question,
): Promise<ReadonlyMap<string, bigint>> {
  const questions = places.map(({ topic, partition }) => ({ topic, partition, timestamp }));
  const answers = await client.ask(leader, PURPOSE, listOffsetsRequest(questions, isolation));
  if (answers.some(({ kind }) => kind === 'error')) {
    void client.refresh(); // leaders may have moved
  }
  return new Map(
    answers.flatMap((each) =>
      each.kind === 'offset' ? [[`${each.topic}/${each.partition}`, each.offset] as const] : [],
    ),
  );
}
