import { errorName } from './error-names.js';
import type { ProtocolReader } from './protocol-reader.js';
import type { ProtocolRequest } from './protocol-request.js';

export interface MetadataAnswer {
  /** -1 without one. With KRaft it is any broker: all of them forward to the real one. */
  readonly controller: number;
  readonly nodes: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topics: readonly TopicMetadata[];
}

export interface TopicMetadata {
  readonly name: string;
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
      reader.nullableString(); // cluster id
      const controller = reader.int32();
      return { throttleMs, answer: { controller, nodes, topics: reader.array(topicMetadata) } };
    },
  };
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
