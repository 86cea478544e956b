/** The header of a record batch of format 2 (https://kafka.apache.org/documentation/#recordbatch). */
export interface BatchHeader {
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  readonly codec: number;
  readonly isTransactional: boolean;
  /** Its one record is the marker that ends a transaction. */
  readonly isControl: boolean;
  /** Then every record has the time of the batch. */
  readonly isLogAppendTime: boolean;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  /** 0 where compaction or an abort emptied the batch. */
  readonly recordCount: number;
}

/** Where things are, in bytes from the start of the batch. */
export const BatchLayout = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

/** `batchLength` does not count itself and the offset before it. */
export const UNCOUNTED_BYTES = 12;

export const BatchAttributes = {
  codec: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
} as const;

/** `start` must be the start of a whole batch of format 2. */
export function readBatchHeader(buffer: Buffer, start: number): BatchHeader {
  const attributes = buffer.readInt16BE(start + BatchLayout.attributes);
  const baseOffset = buffer.readBigInt64BE(start + BatchLayout.baseOffset);
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(buffer.readInt32BE(start + BatchLayout.lastOffsetDelta)),
    codec: attributes & BatchAttributes.codec,
    isTransactional: (attributes & BatchAttributes.transactional) !== 0,
    isControl: (attributes & BatchAttributes.control) !== 0,
    isLogAppendTime: (attributes & BatchAttributes.logAppendTime) !== 0,
    baseTimestamp: Number(buffer.readBigInt64BE(start + BatchLayout.baseTimestamp)),
    maxTimestamp: Number(buffer.readBigInt64BE(start + BatchLayout.maxTimestamp)),
    producerId: buffer.readBigInt64BE(start + BatchLayout.producerId),
    recordCount: buffer.readInt32BE(start + BatchLayout.recordCount),
  };
}
