export {
  type AdminResult,
  type TopicAdmin,
  type TopicDescription,
  type TopicSpec,
  openAdmin,
} from './admin.js';
export { type BehindTransaction, isHeldBack, lookAt } from './client/behind-transaction.js';
export type { LeaderFollower } from './client/client.port.js';
export { describeTrouble } from './client/describe-trouble.js';
export { KafkaClient, type OffsetAt } from './client/kafka-client.js';
export { type KafkaTrouble, KafkaTroubles } from './client/kafka-troubles.js';
export { KafkaError } from './client/kafka.errors.js';
export { type PartitionBounds, type PartitionPlace, partitionBounds } from './client/partition-bounds.js';
export { partitionFor } from './client/partitioner.js';
export { type CommittedRange, readCommitted } from './client/read-committed.js';
export { TransactionError } from './client/transaction.errors.js';
export { type PartitionMessages, Transaction, type KafkaMessage } from './client/transaction.js';
export { createKafka } from './kafkajs/client.js';
export { verifyFixes } from './kafkajs/fixes.js';
export type { KafkaSettings } from './kafkajs/settings.js';
export type { KafkaRecord } from './protocol/kafka-record.js';
export { metadataRequest } from './protocol/metadata.js';
export type { PartitionAnswer, PartitionRead } from './protocol/partition-answer.js';
export type { ProtocolRequest } from './protocol/protocol-request.js';
export { type TopicRight, type TopicRights, topicRightsRequest } from './protocol/topic-rights.js';
export { openReader, readRange } from './reader.js';
export { Scanner, type TopicRange } from './scanner.js';
export { type KafkaWriter, type WriterMessage, openWriter } from './writer.js';
