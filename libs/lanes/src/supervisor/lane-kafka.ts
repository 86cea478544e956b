import {
  OutOfRangeConfirmation,
  TopicAdmin,
  type KafkaClient,
  partitionFor,
  readCommitted,
  Transaction,
} from '#libs/kafka';
import type { LaneKafka } from '../context/lane-kafka.port.js';
import { ledgerBoundOf } from '../membership/committed-offsets.js';

export interface LaneKafkaOptions {
  readonly client: KafkaClient;
  readonly groupId: string;
  readonly commands: string;
}

/** A dead owner's open transaction holds back every read_committed reader of the outcomes until it ends. */
const TRANSACTION_TIMEOUT_MS = 12_000;
/** Longer than a broker takes to be declared dead (9 s) and its partitions to have new leaders. */
const BUDGET_MS = 15_000;

/** What lanes need of Kafka, over a client. */
export function laneKafka({ client, groupId, commands }: LaneKafkaOptions): LaneKafka {
  const admin = new TopicAdmin(client);
  const confirmations = new Map<string, OutOfRangeConfirmation>();
  return {
    get clusterId() {
      return client.clusterId;
    },
    topicId: (topic) => client.topic(topic)?.id,
    topicIdAt: (topic, partition) => client.topicIdAt(topic, partition),
    partitionCount: (topic) => client.partitionCount(topic),
    access: (topic) => {
      switch (client.errorOf(topic)) {
        case 'UNKNOWN_TOPIC_OR_PARTITION':
          return 'missing';
        case 'TOPIC_AUTHORIZATION_FAILED':
          return 'denied';
        default:
          return 'there';
      }
    },
    partitionOf: ({ topic, key }, lane) => {
      const count = client.partitionCount(topic);
      return key === null ? lane % count : partitionFor(key, count);
    },
    outOfRange: (topic, partition, offset) => {
      const key = `${topic}/${partition}`;
      const known = confirmations.get(key) ?? new OutOfRangeConfirmation(client, topic, partition);
      confirmations.set(key, known);
      return known.confirm(offset);
    },
    listOffset: (topic, partition, at) => client.listOffset(topic, partition, at),
    readCommitted: (range) => readCommitted(client, range),
    transaction: (id, signal) =>
      new Transaction(client, id, { timeoutMs: TRANSACTION_TIMEOUT_MS, budgetMs: BUDGET_MS, signal }),
    ledgerBound: async (lane) => {
      const offsets = await admin.committedOffsets(groupId, [commands]);
      return ledgerBoundOf(offsets.get(`${commands}/${lane}`)?.metadata ?? '');
    },
  };
}
