import { type TopicAdmin, type KafkaClient, partitionFor, readCommitted, Transaction } from '#libs/kafka';
import type { LaneKafka } from '../intake/lane-kafka.port.js';
import { ledgerBoundOf } from '../membership/courtesy-offsets.js';

export interface WireKafkaOptions {
  readonly wire: KafkaClient;
  readonly admin: TopicAdmin;
  readonly groupId: string;
  readonly commands: string;
}

/** A dead owner's open transaction holds back every read_committed reader of the outcomes until it ends. */
const TRANSACTION_TIMEOUT_MS = 12_000;
/** Longer than a broker takes to be declared dead (9 s) and its partitions to have new leaders. */
const BUDGET_MS = 15_000;

/** What lanes need of Kafka, over the wire. */
export function wireKafka({ wire, admin, groupId, commands }: WireKafkaOptions): LaneKafka {
  return {
    get clusterId() {
      return wire.clusterId;
    },
    topicId: (topic) => wire.topic(topic)?.id,
    topicIdAt: (topic, partition) => wire.topicIdAt(topic, partition),
    partitionCount: (topic) => wire.partitionCount(topic),
    access: (topic) => {
      switch (wire.errorOf(topic)) {
        case 'UNKNOWN_TOPIC_OR_PARTITION':
          return 'missing';
        case 'TOPIC_AUTHORIZATION_FAILED':
          return 'denied';
        default:
          return 'there';
      }
    },
    partitionOf: ({ topic, key }, lane) => {
      const count = wire.partitionCount(topic);
      return key === null ? lane % count : partitionFor(key, count);
    },
    listOffset: (topic, partition, at) => wire.listOffset(topic, partition, at),
    readCommitted: (range) => readCommitted(wire, range),
    transaction: (id, signal) =>
      new Transaction(wire, id, { timeoutMs: TRANSACTION_TIMEOUT_MS, budgetMs: BUDGET_MS, signal }),
    ledgerBound: async (lane) => {
      const offsets = await admin.committedOffsets(groupId, [commands]);
      return ledgerBoundOf(offsets.get(`${commands}/${lane}`)?.metadata ?? '');
    },
  };
}
