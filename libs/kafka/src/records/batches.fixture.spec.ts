import { BatchAttributes, BatchLayout } from './batch-header.js';
import { encodeBatch, NO_PRODUCER, type KafkaMessage } from './record-encoder.js';

/** Batches as a broker keeps them: with offsets, and with what the encoder never writes. */
export interface StoredBatch {
  readonly baseOffset?: bigint;
  readonly values?: readonly string[];
  /** Makes it part of a transaction. */
  readonly producerId?: bigint;
  readonly attributes?: number;
}

export function message(value: string, more: Partial<KafkaMessage> = {}): KafkaMessage {
  return { key: `key of ${value}`, value, timestamp: 1_700_000_000_000, ...more };
}

export function storedBatch({
  baseOffset = 0n,
  values = ['a'],
  producerId,
  attributes = 0,
}: StoredBatch): Buffer {
  const identity =
    producerId === undefined ? NO_PRODUCER : { producerId, epoch: 0, baseSequence: 0, isTransactional: true };
  const batch = encodeBatch(
    values.map((value) => message(value)),
    identity,
  );
  return withHeader(batch, { baseOffset, attributes });
}

/** What the cleaner leaves of a batch whose records are all gone. */
export function emptiedBatch(baseOffset: bigint, lastOffsetDelta: number, producerId?: bigint): Buffer {
  const batch = storedBatch({
    baseOffset,
    values: ['gone'],
    ...(producerId !== undefined && { producerId }),
  });
  const header = Buffer.from(batch.subarray(0, BatchLayout.records));
  header.writeInt32BE(header.length - 12, BatchLayout.batchLength);
  header.writeInt32BE(lastOffsetDelta, BatchLayout.lastOffsetDelta);
  header.writeInt32BE(0, BatchLayout.recordCount);
  return header;
}

/** The control batch that ends a transaction. */
export function marker(baseOffset: bigint, producerId: bigint, type: 'abort' | 'commit'): Buffer {
  const key = Buffer.from([0, 0, 0, type === 'commit' ? 1 : 0]);
  const batch = encodeBatch([{ key, value: Buffer.alloc(6), timestamp: 0 }], {
    producerId,
    epoch: 0,
    baseSequence: -1,
    isTransactional: true,
  });
  return withHeader(batch, { baseOffset, attributes: BatchAttributes.control });
}

function withHeader(
  batch: Buffer,
  { baseOffset, attributes }: { baseOffset: bigint; attributes: number },
): Buffer {
  batch.writeBigInt64BE(baseOffset, BatchLayout.baseOffset);
  batch.writeInt16BE(batch.readInt16BE(BatchLayout.attributes) | attributes, BatchLayout.attributes);
  return batch;
}
