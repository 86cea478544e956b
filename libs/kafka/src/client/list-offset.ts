import { READ_COMMITTED, READ_UNCOMMITTED } from '../protocol/fetch.js';
import { EARLIEST, LATEST, listOffsetsRequest } from '../protocol/list-offsets.js';
import { backoffMs, pause } from '#libs/async';
import { isPermanent, KafkaError } from './kafka.errors.js';
import type { LeaderFollower, OffsetAt } from './client.port.js';

const NONE = -1n;
/** Longer than one broker can keep us waiting. */
const BUDGET_MS = 20_000;
const PURPOSE = 'questions';

/** Answers that a refresh and another try cannot change. */
const FINAL: readonly string[] = [
  'TOPIC_AUTHORIZATION_FAILED',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'INVALID_REQUEST',
];

/** Follows the leader within its budget. Rejects with KafkaError. */
export async function listOffset(
  wire: LeaderFollower,
  topic: string,
  partition: number,
  at: OffsetAt,
): Promise<bigint> {
  const deadline = performance.now() + BUDGET_MS;
  for (let attempt = 0; ; attempt += 1) {
    const offset = await tryOnce(wire, topic, partition, at);
    if (typeof offset === 'bigint') {
      return offset;
    }
    if (performance.now() > deadline || isPermanent(offset) || FINAL.includes(offset.code)) {
      throw offset;
    }
    await wire.refresh();
    await pause(backoffMs(attempt, 20, 500));
  }
}

async function tryOnce(
  wire: LeaderFollower,
  topic: string,
  partition: number,
  at: OffsetAt,
): Promise<bigint | KafkaError> {
  try {
    const leader = wire.leaderOf(topic, partition);
    const isolation = at === 'end' ? READ_UNCOMMITTED : READ_COMMITTED;
    const [answer] = await wire.ask(
      leader,
      PURPOSE,
      listOffsetsRequest([{ topic, partition, timestamp: timestampOf(at) }], isolation),
    );
    if (answer?.kind !== 'offset') {
      const error = answer?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION';
      return new KafkaError(error, `Kafka gave no offset of ${topic}/${partition}: ${error}`);
    }
    // No record of that time or later: whatever comes next will be the first.
    return answer.offset === NONE ? await tryOnce(wire, topic, partition, 'latest') : answer.offset;
  } catch (error) {
    if (error instanceof KafkaError) {
      return error;
    }
    throw error;
  }
}

function timestampOf(at: OffsetAt): bigint {
  if (typeof at === 'object') {
    return BigInt(at.timestamp);
  }
  return at === 'earliest' ? EARLIEST : LATEST;
}
