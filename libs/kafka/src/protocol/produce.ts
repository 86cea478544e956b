import { errorName } from './error-table.js';
import type { ProtocolRequest } from './protocol-request.js';

/** One encoded batch for one partition; a request may hold one per partition. */
export interface EncodedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

export interface ProduceOptions {
  /** null outside of transactions. */
  readonly transactionalId: string | null;
  /** How long the leader may wait for its followers. */
  readonly ackTimeoutMs: number;
}

export interface ProducedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's name of the error; absent if the batch is in. */
  readonly error?: string;
  /** Of the batch's first record; -1 where the broker does not know it. */
  readonly baseOffset: bigint;
}

const ALL_IN_SYNC_REPLICAS = -1;

export function produceRequest(
  batches: readonly EncodedBatch[],
  options: ProduceOptions,
): ProtocolRequest<readonly ProducedPartition[]> {
  const byTopic = [...Map.groupBy(batches, ({ topic }) => topic)];
  return {
    api: 'Produce',
    key: 0,
    version: 7,
    results: (answer) =>
      answer.map(({ topic, partition, error }) => ({ about: `${topic}/${partition}`, error })),
    encode: (writer) => {
      writer
        .string(options.transactionalId)
        .int16(ALL_IN_SYNC_REPLICAS)
        .int32(options.ackTimeoutMs)
        .array(byTopic, (each, [topic, partitions]) =>
          each
            .string(topic)
            .array(partitions, (inner, { partition, batch }) => inner.int32(partition).bytes(batch)),
        );
    },
    decode: (reader) => {
      const answer = reader
        .array((each) => {
          const topic = each.string();
          return each.array((inner): ProducedPartition => {
            const partition = inner.int32();
            const error = inner.int16();
            const baseOffset = inner.int64();
            inner.int64(); // append time
            inner.int64(); // log start offset
            return { topic, partition, baseOffset, ...(error !== 0 && { error: errorName(error) }) };
          });
        })
        .flat();
      return { throttleMs: reader.int32(), answer };
    },
  };
}
