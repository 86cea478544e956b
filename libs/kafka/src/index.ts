export { type AdminResult, type TopicDescription, type TopicSpec, TopicAdmin, openAdmin } from './admin.js';
export { type BehindTransaction, isHeldBack, lookAt } from './client/behind-transaction.js';
export type { LeaderFollower } from './client/client.port.js';
export { describeTrouble } from './client/describe-trouble.js';
export { type ConnectOptions, KafkaClient, type OffsetAt } from './client/kafka-client.js';
export { type KafkaTrouble, KafkaTroubles } from './client/kafka-troubles.js';
export { KafkaError } from './client/kafka.errors.js';
export { openClient, type OpenOptions } from './client/open-client.js';
export { type PartitionBounds, type PartitionPlace, partitionBounds } from './client/partition-bounds.js';
export { partitionFor } from './client/partitioner.js';
export { type CommittedRange, readCommitted } from './client/read-committed.js';
export { TransactionError } from './client/transaction.errors.js';
export { type PartitionMessages, Transaction, type KafkaMessage } from './client/transaction.js';
export { verifyFixes } from './kafkajs/fixes.js';
export type { GroupAssignment } from './group/group-assigner.js';
export {
  type GroupDescription,
  type GroupEnd,
  type GroupMember,
  type OffsetCommit,
} from './group/group-member.js';
export type { GroupTrouble } from './group/group-trouble.policy.js';
export { KafkaGroup } from './group/kafka-group.js';
export type { KafkaSettings } from './kafkajs/settings.js';
export type { KafkaRecord } from './protocol/kafka-record.js';
export { metadataRequest } from './protocol/metadata.js';
export type { PartitionAnswer, PartitionRead } from './protocol/partition-answer.js';
export type { ProtocolRequest } from './protocol/protocol-request.js';
export { type TopicRight, type TopicRights, topicRightsRequest } from './protocol/topic-rights.js';
export { openReader, readRange } from './reader.js';
export { Scanner, type TopicRange } from './scanner.js';
export { KafkaWriter, type WriterMessage, openWriter } from './writer.js';
