export {
  type AdminResult,
  type TopicDescription,
  type TopicSpec,
  TopicAdmin,
  openAdmin,
} from './admin/topic-admin.js';
export type { LeaderFollower, OffsetAt } from './client/client.port.js';
export { type ConnectOptions, KafkaClient } from './client/kafka-client.js';
export { type KafkaTrouble, KafkaTroubles, describeTrouble } from './client/kafka-troubles.js';
export { KafkaError } from './client/kafka.errors.js';
export { openClient, type OpenOptions } from './client/open-client.js';
export type { GroupAssignment } from './group/group-assigner.js';
export type { GroupDescription, GroupEnd, GroupMember, OffsetCommit } from './group/group-member.js';
export type { GroupTrouble } from './group/group-trouble.policy.js';
export { KafkaGroup } from './group/kafka-group.js';
export { verifyFixes } from './kafkajs/fixes.js';
export type { KafkaSettings } from './kafkajs/settings.js';
export type { KafkaRecord, PartitionAnswer, PartitionRead } from './protocol/kafka-record.js';
export { metadataRequest } from './protocol/metadata.js';
export type { ProtocolRequest } from './protocol/protocol-request.js';
export { type TopicRight, type TopicRights, topicRightsRequest } from './protocol/topic-rights.js';
export { type BehindTransaction, isHeldBack, lookAt } from './read/open-transaction.js';
export { type OutOfRange, OutOfRangeConfirmation } from './read/out-of-range.js';
export { type PartitionBounds, type PartitionPlace, partitionBounds } from './read/partition-bounds.js';
export { type CommittedRange, readCommitted } from './read/read-committed.js';
export { openReader, readRange, TopicReader, type TopicRange } from './read/topic-reader.js';
export { partitionFor } from './write/partitioner.js';
export { TransactionError } from './write/transaction.errors.js';
export { type KafkaMessage, type PartitionMessages, Transaction } from './write/transaction.js';
export { KafkaWriter, type WriterMessage, openWriter } from './write/writer.js';
