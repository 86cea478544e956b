import { errorName } from './error-table.js';
import type { ProtocolRequest } from './protocol-request.js';
import type { NamedResult } from './topics.js';

export function deleteGroupRequest(groupId: string): ProtocolRequest<NamedResult> {
  return {
    api: 'DeleteGroups',
    key: 42,
    version: 1,
    encode: (writer) => {
      writer.array([groupId], (each, group) => each.string(group));
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const [answer] = reader.array((each): NamedResult => {
        const name = each.string();
        const code = each.int16();
        return { name, ...(code !== 0 && { error: errorName(code), message: errorName(code) }) };
      });
      return { throttleMs, answer: answer ?? { name: groupId } };
    },
  };
}

export interface GroupOffset {
  readonly topic: string;
  readonly partition: number;
  /** -1 where the group has committed none. */
  readonly offset: bigint;
  readonly metadata: string;
  /** Kafka's name of the error. */
  readonly error?: string;
}

export interface GroupOffsets {
  readonly error?: string;
  readonly offsets: readonly GroupOffset[];
}

export function offsetFetchRequest(
  groupId: string,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
): ProtocolRequest<GroupOffsets> {
  const byTopic = [...Map.groupBy(partitions, ({ topic }) => topic)];
  return {
    api: 'OffsetFetch',
    key: 9,
    version: 4,
    encode: (writer) => {
      writer
        .string(groupId)
        .array(byTopic, (each, [topic, places]) =>
          each.string(topic).array(places, (inner, { partition }) => inner.int32(partition)),
        );
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const offsets = reader
        .array((each) => {
          const topic = each.string();
          return each.array((inner): GroupOffset => {
            const place = {
              topic,
              partition: inner.int32(),
              offset: inner.int64(),
              metadata: inner.string(),
            };
            const code = inner.int16();
            return { ...place, ...(code !== 0 && { error: errorName(code) }) };
          });
        })
        .flat();
      const code = reader.int16();
      return { throttleMs, answer: { offsets, ...(code !== 0 && { error: errorName(code) }) } };
    },
  };
}
