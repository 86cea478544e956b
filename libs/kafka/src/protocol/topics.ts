import { errorName } from './error-table.js';
import type { ProtocolReader } from './protocol-reader.js';
import type { ProtocolRequest } from './protocol-request.js';

/** What became of one named thing; without an error it was done. */
export interface NamedResult {
  readonly name: string;
  /** Kafka's name of the error. */
  readonly error?: string;
  /** Kafka's own explanation. */
  readonly message?: string;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** How long the controller may take before it answers that it is not done. */
const TIMEOUT_MS = 10_000;
const FOR_REAL = false; // not "validate only"

export function createTopicsRequest(topics: readonly NewTopic[]): ProtocolRequest<readonly NamedResult[]> {
  return {
    api: 'CreateTopics',
    key: 19,
    version: 3,
    brokerWaitMs: TIMEOUT_MS,
    encode: (writer) => {
      writer
        .array(topics, (each, { name, partitions, replicationFactor, configs }) =>
          each
            .string(name)
            .int32(partitions)
            .int16(replicationFactor)
            .array([], () => undefined) // assignments of one's own
            .array(Object.entries(configs), (inner, [config, value]) => inner.string(config).string(value)),
        )
        .int32(TIMEOUT_MS)
        .boolean(FOR_REAL);
    },
    decode: (reader) => ({ throttleMs: reader.int32(), answer: reader.array(explained) }),
  };
}

export function deleteTopicsRequest(names: readonly string[]): ProtocolRequest<readonly NamedResult[]> {
  return {
    api: 'DeleteTopics',
    key: 20,
    version: 1,
    brokerWaitMs: TIMEOUT_MS,
    encode: (writer) => {
      writer.array(names, (each, name) => each.string(name)).int32(TIMEOUT_MS);
    },
    decode: (reader) => ({ throttleMs: reader.int32(), answer: reader.array(unexplained) }),
  };
}

export function createPartitionsRequest(
  topic: string,
  count: number,
): ProtocolRequest<readonly NamedResult[]> {
  return {
    api: 'CreatePartitions',
    key: 37,
    version: 1,
    brokerWaitMs: TIMEOUT_MS,
    encode: (writer) => {
      writer
        .array([topic], (each) => each.string(topic).int32(count).int32(-1)) // no assignments of one's own
        .int32(TIMEOUT_MS)
        .boolean(FOR_REAL);
    },
    decode: (reader) => ({ throttleMs: reader.int32(), answer: reader.array(explained) }),
  };
}

function explained(reader: ProtocolReader): NamedResult {
  const name = reader.string();
  const code = reader.int16();
  const message = reader.nullableString();
  return { name, ...(code !== 0 && { error: errorName(code), message: message ?? errorName(code) }) };
}

function unexplained(reader: ProtocolReader): NamedResult {
  const name = reader.string();
  const code = reader.int16();
  return { name, ...(code !== 0 && { error: errorName(code), message: errorName(code) }) };
}
