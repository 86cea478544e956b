import { retry, RetryPolicy } from '#libs/async';
import { READ_COMMITTED, READ_UNCOMMITTED } from '../protocol/fetch.js';
import { EARLIEST, LATEST, listOffsetsRequest } from '../protocol/list-offsets.js';
import { askAgain } from './ask-again.js';
import type { LeaderFollower, OffsetAt } from './client.port.js';
import { KafkaError } from './kafka.errors.js';

const NONE = -1n;
/** Longer than one broker can keep us waiting. */
const AGAIN = new RetryPolicy({ budgetMs: 20_000, firstMs: 20, mostMs: 500 });
const PURPOSE = 'questions';

/** Follows the leader within its budget. Rejects with KafkaError. */
export async function listOffset(
  client: LeaderFollower,
  topic: string,
  partition: number,
  at: OffsetAt,
): Promise<bigint> {
  return retry(AGAIN, () => askOnce(client, topic, partition, at), askAgain(client, { asks: 'question' }));
}

async function askOnce(
  client: LeaderFollower,
  topic: string,
  partition: number,
  at: OffsetAt,
): Promise<bigint> {
  const isolation = at === 'end' ? READ_UNCOMMITTED : READ_COMMITTED;
  const request = listOffsetsRequest([{ topic, partition, timestamp: timestampOf(at) }], isolation);
  const [answer] = await client.ask(client.leaderOf(topic, partition), PURPOSE, request);
  if (answer?.kind !== 'offset') {
    const error = answer?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION';
    throw new KafkaError(error, `Kafka gave no offset of ${topic}/${partition}: ${error}`);
  }
  // No record of that time or later: the next one that is written will be the first.
  return answer.offset === NONE ? askOnce(client, topic, partition, 'latest') : answer.offset;
}

function timestampOf(at: OffsetAt): bigint {
  if (typeof at === 'object') {
    return BigInt(at.timestamp);
  }
  return at === 'earliest' ? EARLIEST : LATEST;
}
