import { errorName } from './error-table.js';
import type { ProtocolReader } from './protocol-reader.js';
import type { ProtocolRequest } from './protocol-request.js';

export interface MetadataAnswer {
  /** Absent where the broker does not say it. */
  readonly clusterId?: string;
  /** -1 without one. With KRaft it is any broker: all of them forward to the real one. */
  readonly controller: number;
  readonly nodes: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topics: readonly TopicMetadata[];
}

export interface TopicMetadata {
  readonly name: string;
  /** Another one each time that a topic of this name is created; undefined before Kafka 2.8, and from clusters that were never told to give ids. */
  readonly id?: string;
  /** Kafka's name of the error; absent if all is well. */
  readonly error?: string;
  readonly partitions: readonly PartitionMetadata[];
}

export interface PartitionMetadata {
  readonly partition: number;
  /** -1 without one; that is no error of its topic. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/**
 * kafkajs throws the whole answer away where one topic is unknown or one
 * partition has no leader; here each has its own error.
 */
export function metadataRequest(topics: readonly string[]): ProtocolRequest<MetadataAnswer> {
  return {
    api: 'Metadata',
    key: 3,
    version: 4,
    later: withTopicIds(topics),
    encode: (writer) => {
      writer.array(topics, (each, topic) => each.string(topic)).boolean(false);
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const nodes = reader.array((each) => {
        const node = { nodeId: each.int32(), host: each.string(), port: each.int32() };
        each.nullableString(); // rack
        return node;
      });
      const cluster = clusterOf(reader.nullableString());
      const controller = reader.int32();
      return { throttleMs, answer: { ...cluster, controller, nodes, topics: reader.array(topicMetadata) } };
    },
  };
}

function clusterOf(id: string | null): Pick<MetadataAnswer, 'clusterId'> {
  return id === null ? {} : { clusterId: id };
}

function topicMetadata(reader: ProtocolReader): TopicMetadata {
  const error = reader.int16();
  const name = reader.string();
  reader.boolean(); // internal
  const partitions = reader.array((each) => {
    each.int16(); // LEADER_NOT_AVAILABLE and the like: the leader says as much
    return {
      partition: each.int32(),
      leader: each.int32(),
      replicas: each.array((replica) => replica.int32()),
      inSync: each.array((replica) => replica.int32()),
    };
  });
  return { name, partitions, ...(error !== 0 && { error: errorName(error) }) };
}

/** The first version that says which topic it is that has this name (KIP-516), without the fields that 10 still had. */
function withTopicIds(topics: readonly string[]): ProtocolRequest<MetadataAnswer> {
  return {
    api: 'Metadata',
    key: 3,
    version: 11,
    isFlexible: true,
    encode: (writer) => {
      writer
        .compactArray(topics, (each, topic) => each.noUuid().compactString(topic).noTags())
        .boolean(false) // creates none
        .boolean(false) // without what we may do with it
        .noTags();
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const nodes = reader.compactArray((each) => {
        const node = { nodeId: each.int32(), host: each.compactString() ?? '', port: each.int32() };
        each.compactString(); // rack
        each.skipTags();
        return node;
      });
      const cluster = clusterOf(reader.compactString());
      const controller = reader.int32();
      const described = reader.compactArray(topicWithId);
      return { throttleMs, answer: { ...cluster, controller, nodes, topics: described } };
    },
  };
}

function topicWithId(reader: ProtocolReader): TopicMetadata {
  const error = reader.int16();
  const name = reader.compactString() ?? '';
  const id = reader.uuid();
  reader.boolean(); // internal
  const partitions = reader.compactArray((each) => {
    each.int16(); // as above
    const [partition, leader] = [each.int32(), each.int32()];
    each.int32(); // epoch of the leader
    const replicas = each.compactArray((replica) => replica.int32());
    const inSync = each.compactArray((replica) => replica.int32());
    each.compactArray((replica) => replica.int32()); // those that are away
    each.skipTags();
    return { partition, leader, replicas, inSync };
  });
  reader.int32(); // what we may do with it
  reader.skipTags();
  return {
    name,
    partitions,
    ...(id !== undefined && { id }),
    ...(error !== 0 && { error: errorName(error) }),
  };
}
