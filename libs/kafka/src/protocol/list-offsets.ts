import { errorName } from './error-table.js';
import type { ProtocolRequest } from './protocol-request.js';
import { REPLICA_ID_OF_CLIENTS, type Isolation } from './fetch.js';

export const LATEST = -1n;
export const EARLIEST = -2n;

export type ListedOffset =
  /** `offset` is -1 where no record has the timestamp or a later one. */
  { readonly kind: 'offset'; readonly offset: bigint } | { readonly kind: 'error'; readonly error: string };

export type PartitionOffset = ListedOffset & { readonly topic: string; readonly partition: number };

export interface OffsetQuestion {
  readonly topic: string;
  readonly partition: number;
  /** Epoch milliseconds; `EARLIEST`, or `LATEST` by the isolation. */
  readonly timestamp: bigint;
}

/** A broker refuses a partition that is named twice. Answers in an order of its own. */
export function listOffsetsRequest(
  questions: readonly OffsetQuestion[],
  isolation: Isolation,
): ProtocolRequest<readonly PartitionOffset[]> {
  const byTopic = [...Map.groupBy(questions, ({ topic }) => topic)];
  return {
    api: 'ListOffsets',
    key: 2,
    version: 3,
    encode: (writer) => {
      writer
        .int32(REPLICA_ID_OF_CLIENTS)
        .int8(isolation)
        .array(byTopic, (each, [topic, partitions]) =>
          each
            .string(topic)
            .array(partitions, (inner, { partition, timestamp }) => inner.int32(partition).int64(timestamp)),
        );
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const answer = reader
        .array((each) => {
          const topic = each.string();
          return each.array((inner): PartitionOffset => {
            const partition = inner.int32();
            const error = inner.int16();
            inner.int64(); // timestamp
            const offset = inner.int64();
            const listed: ListedOffset =
              error === 0 ? { kind: 'offset', offset } : { kind: 'error', error: errorName(error) };
            return { topic, partition, ...listed };
          });
        })
        .flat();
      return { throttleMs, answer };
    },
  };
}
