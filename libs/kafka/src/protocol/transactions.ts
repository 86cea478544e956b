import { errorName } from './error-table.js';
import type { ProtocolReader } from './protocol-reader.js';
import type { ProtocolRequest } from './protocol-request.js';

export interface ProducerIdentity {
  readonly transactionalId: string;
  readonly producerId: bigint;
  readonly epoch: number;
}

export interface InitProducerIdAnswer {
  /** Kafka's name of the error; the rest is void then. */
  readonly error?: string;
  readonly producerId: bigint;
  readonly epoch: number;
}

export function initProducerIdRequest(
  transactionalId: string,
  timeoutMs: number,
): ProtocolRequest<InitProducerIdAnswer> {
  return {
    api: 'InitProducerId',
    key: 22,
    version: 1,
    results: ({ error }) => [{ about: transactionalId, error }],
    encode: (writer) => {
      writer.string(transactionalId).int32(timeoutMs);
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const error = reader.int16();
      const producer = { producerId: reader.int64(), epoch: reader.int16() };
      return { throttleMs, answer: { ...producer, ...(error !== 0 && { error: errorName(error) }) } };
    },
  };
}

export interface PartitionError {
  readonly topic: string;
  readonly partition: number;
  readonly error: string;
}

/** Answers with the partitions that were refused; all or none are added. */
export function addPartitionsToTxnRequest(
  { transactionalId, producerId, epoch }: ProducerIdentity,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
): ProtocolRequest<readonly PartitionError[]> {
  const byTopic = [...Map.groupBy(partitions, ({ topic }) => topic)];
  return {
    api: 'AddPartitionsToTxn',
    key: 24,
    version: 1,
    results: ([refused]) => [{ about: transactionalId, error: refused?.error }],
    encode: (writer) => {
      writer
        .string(transactionalId)
        .int64(producerId)
        .int16(epoch)
        .array(byTopic, (each, [topic, places]) =>
          each.string(topic).array(places, (inner, { partition }) => inner.int32(partition)),
        );
    },
    decode: (reader) => ({ throttleMs: reader.int32(), answer: partitionErrors(reader) }),
  };
}

export function endTxnRequest(
  { transactionalId, producerId, epoch }: ProducerIdentity,
  end: 'commit' | 'abort',
): ProtocolRequest<{ readonly error?: string }> {
  return {
    api: 'EndTxn',
    key: 26,
    version: 1,
    results: ({ error }) => [{ about: transactionalId, error }],
    encode: (writer) => {
      writer
        .string(transactionalId)
        .int64(producerId)
        .int16(epoch)
        .boolean(end === 'commit');
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const error = reader.int16();
      return { throttleMs, answer: error === 0 ? {} : { error: errorName(error) } };
    },
  };
}

function partitionErrors(reader: ProtocolReader): readonly PartitionError[] {
  return reader
    .array((each) => {
      const topic = each.string();
      return each.array((inner) => ({ topic, partition: inner.int32(), code: inner.int16() }));
    })
    .flat()
    .filter(({ code }) => code !== 0)
    .map(({ topic, partition, code }) => ({ topic, partition, error: errorName(code) }));
}
