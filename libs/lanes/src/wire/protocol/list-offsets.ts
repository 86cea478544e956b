import { errorName } from './error-names.js';
import type { ProtocolRequest } from './protocol-request.js';
import { READ_COMMITTED, REPLICA_ID_OF_CLIENTS } from './fetch.js';

export type ListedOffset =
  /** `offset` is -1 where no record has the timestamp or a later one. */
  { readonly kind: 'offset'; readonly offset: bigint } | { readonly kind: 'error'; readonly error: string };

export interface OffsetQuestion {
  readonly topic: string;
  readonly partition: number;
  /** Epoch milliseconds; -1 for the latest (the last stable) offset, -2 for the earliest. */
  readonly timestamp: bigint;
}

export function listOffsetRequest(question: OffsetQuestion): ProtocolRequest<ListedOffset> {
  return {
    api: 'ListOffsets',
    key: 2,
    version: 3,
    encode: (writer) => {
      writer
        .int32(REPLICA_ID_OF_CLIENTS)
        .int8(READ_COMMITTED)
        .array([question], (each, { topic }) =>
          each
            .string(topic)
            .array([question], (inner, { partition, timestamp }) => inner.int32(partition).int64(timestamp)),
        );
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const [answer] = reader
        .array((topic) => {
          topic.string();
          return topic.array((each): ListedOffset => {
            each.int32(); // partition
            const error = each.int16();
            each.int64(); // timestamp
            const offset = each.int64();
            return error === 0 ? { kind: 'offset', offset } : { kind: 'error', error: errorName(error) };
          });
        })
        .flat();
      return { throttleMs, answer: answer ?? { kind: 'error', error: 'UNKNOWN_TOPIC_OR_PARTITION' } };
    },
  };
}
