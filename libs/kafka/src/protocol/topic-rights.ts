import { errorName } from './error-table.js';
import type { ProtocolReader } from './protocol-reader.js';
import type { ProtocolRequest } from './protocol-request.js';

export interface TopicRights {
  readonly name: string;
  /** Kafka's name of the error; absent if all is well. */
  readonly error?: string;
  /** What we may do with the topic; absent where the broker does not say. */
  readonly allowed?: readonly TopicRight[];
}

export type TopicRight = 'Read' | 'Write' | 'Describe';

/** AclOperation's codes: an operation is a bit of the answer. */
const CODES: Readonly<Record<TopicRight, number>> = { Read: 3, Write: 4, Describe: 8 };

/** Metadata once more, in the version that tells our own rights (KIP-430, Kafka 2.3). */
export function topicRightsRequest(topics: readonly string[]): ProtocolRequest<readonly TopicRights[]> {
  return {
    api: 'Metadata',
    key: 3,
    version: 8,
    encode: (writer) => {
      writer
        .array(topics, (each, topic) => each.string(topic))
        .boolean(false) // create it
        .boolean(false) // rights on the cluster
        .boolean(true); // rights on the topics
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      reader.array((each) => {
        each.int32();
        each.string();
        each.int32();
        each.nullableString();
      });
      reader.nullableString(); // cluster id
      reader.int32(); // controller
      return { throttleMs, answer: reader.array(topicRights) };
    },
  };
}

function topicRights(reader: ProtocolReader): TopicRights {
  const error = reader.int16();
  const name = reader.string();
  reader.boolean(); // internal
  reader.array((each) => {
    each.int16();
    each.int32(); // partition
    each.int32(); // leader
    each.int32(); // its epoch
    each.array((replica) => replica.int32());
    each.array((replica) => replica.int32());
    each.array((replica) => replica.int32());
  });
  const allowed = rightsOf(reader.int32());
  return { name, ...(error !== 0 && { error: errorName(error) }), ...(allowed && { allowed }) };
}

/** Who may see a topic has Describe: bits without it are of a broker that does not know. */
function rightsOf(bits: number): readonly TopicRight[] | undefined {
  const allowed = (['Read', 'Write', 'Describe'] as const).filter(
    (right) => (bits & (1 << CODES[right])) !== 0,
  );
  return bits > 0 && allowed.includes('Describe') ? allowed : undefined;
}
