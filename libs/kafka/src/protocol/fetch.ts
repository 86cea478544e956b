import type { PartitionRead } from './kafka-record.js';
import type { ProtocolRequest } from './protocol-request.js';

export interface FetchAnswer {
  /** 0, or a code that stands for the whole answer. */
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Batches, the last of which may be cut off. */
  readonly recordSet: Buffer;
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** What the latest record is: the last one before a transaction that is open, or the last one there is. */
export type Isolation = typeof READ_COMMITTED | typeof READ_UNCOMMITTED;

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
}

export const REPLICA_ID_OF_CLIENTS = -1;
export const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;

const NO_SESSION = { id: 0, epoch: -1 };
const UNKNOWN_LEADER_EPOCH = -1;
const MIN_BYTES = 1;
const NOT_A_FOLLOWER = -1n;

/**
 * Version 10, never 11: since 11 (KIP-392) a follower answers too, so that stale
 * metadata is never noticed and a lagging follower claims OFFSET_OUT_OF_RANGE.
 */
export function fetchRequest(
  reads: readonly PartitionRead[],
  limits: FetchLimits,
  isolation: Isolation = READ_COMMITTED,
): ProtocolRequest<FetchAnswer> {
  const byTopic = [...Map.groupBy(reads, ({ topic }) => topic)];
  return {
    api: 'Fetch',
    key: 1,
    version: 10,
    brokerWaitMs: limits.maxWaitMs,
    encode: (writer) => {
      writer
        .int32(REPLICA_ID_OF_CLIENTS)
        .int32(limits.maxWaitMs)
        .int32(MIN_BYTES)
        .int32(limits.maxBytes)
        .int8(isolation)
        .int32(NO_SESSION.id)
        .int32(NO_SESSION.epoch)
        .array(byTopic, (each, [topic, partitions]) =>
          each
            .string(topic)
            .array(partitions, (inner, { partition, offset, maxBytes }) =>
              inner
                .int32(partition)
                .int32(UNKNOWN_LEADER_EPOCH)
                .int64(offset)
                .int64(NOT_A_FOLLOWER)
                .int32(maxBytes),
            ),
        )
        .array([], () => undefined); // forgotten topics of a session
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const errorCode = reader.int16();
      reader.int32(); // session
      const partitions = reader
        .array((each) => {
          const topic = each.string();
          return each.array((inner): FetchedPartition => {
            const partition = inner.int32();
            const partitionError = inner.int16();
            inner.int64(); // high watermark
            inner.int64(); // last stable offset
            inner.int64(); // log start offset
            const abortedTransactions = inner.array((aborted) => ({
              producerId: aborted.int64(),
              firstOffset: aborted.int64(),
            }));
            return {
              topic,
              partition,
              errorCode: partitionError,
              abortedTransactions,
              recordSet: inner.bytes(),
            };
          });
        })
        .flat();
      return { throttleMs, answer: { errorCode, partitions } };
    },
  };
}
