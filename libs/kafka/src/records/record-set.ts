import type { KafkaRecord } from '../protocol/kafka-record.js';
import type { AbortedTransaction } from '../protocol/fetch.js';
import { BatchLayout, readBatchHeader, UNCOUNTED_BYTES, type BatchHeader } from './batch-header.js';
import { decompress, NO_COMPRESSION } from './codecs.js';
import { CommittedFilter } from './committed-filter.js';
import { decodeRecords, type RecordSink } from './record-decoder.js';
import { VarintCursor } from './varint-cursor.js';

export interface FetchedRecordSet {
  readonly topic: string;
  readonly partition: number;
  /** The offset that was asked for. */
  readonly from: bigint;
  readonly recordSet: Buffer;
  readonly abortedTransactions: readonly AbortedTransaction[];
}

export interface DecodedRecordSet {
  readonly records: readonly KafkaRecord[];
  /** Where to read on; `from` if there was nothing. */
  readonly nextOffset: bigint;
}

/** A guard against small batches that decompress to millions of records: the rest comes with the next fetch. */
const MOST_RECORDS = 20_000;
const MAGIC_OF_BATCHES = 2;
const ABORT_MARKER = 0;

/**
 * Decodes what a fetch brought for one partition. Total: bytes that cannot be
 * understood become records with the fault `undecodable`, one per offset, so that
 * each can be answered for (P1) and the position moves on.
 *
 * The position moves by whole batches, also by those without records: compaction
 * empties an aborted batch but keeps its header. kafkajs drops such batches, and
 * a fetch that brings nothing else leaves it where it was, for ever.
 */
export function decodeRecordSet(
  fetched: FetchedRecordSet,
  mostRecords: number = MOST_RECORDS,
): DecodedRecordSet {
  const { recordSet, from } = fetched;
  const sink: RecordSink = { ...fetched, records: [], capacity: mostRecords };
  const filter = new CommittedFilter(fetched.abortedTransactions);
  let nextOffset = from;
  for (const { start, end } of wholeBatches(recordSet)) {
    if (recordSet[start + BatchLayout.magic] !== MAGIC_OF_BATCHES || end - start < BatchLayout.records) {
      const offset = recordSet.readBigInt64BE(start + BatchLayout.baseOffset);
      pushUndecodable(sink, offset, 1);
      nextOffset = larger(nextOffset, offset + 1n);
      continue;
    }
    const header = readBatchHeader(recordSet, start);
    const isData = filter.admits(header, () => endsAborted(recordSet, start, end));
    const isDone = !isData || decodeBatch(header, recordSet, start, end, sink);
    if (!isDone) {
      return { records: sink.records, nextOffset: (sink.records.at(-1)?.offset ?? from - 1n) + 1n };
    }
    nextOffset = larger(nextOffset, header.lastOffset + 1n);
  }
  return { records: sink.records, nextOffset };
}

/** Because of `maxBytes` the last batch may be cut off. It comes again with the next fetch. */
function* wholeBatches(recordSet: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  while (start + UNCOUNTED_BYTES + 5 <= recordSet.length) {
    const length = recordSet.readInt32BE(start + BatchLayout.batchLength);
    const end = start + UNCOUNTED_BYTES + length;
    if (length <= 0 || end > recordSet.length) {
      return;
    }
    yield { start, end };
    start = end;
  }
}

function decodeBatch(
  header: BatchHeader,
  set: Buffer,
  start: number,
  end: number,
  sink: RecordSink,
): boolean {
  try {
    const body = set.subarray(start + BatchLayout.records, end);
    return decodeRecords(
      header,
      header.codec === NO_COMPRESSION ? body : decompress(header.codec, body),
      0,
      sink,
    );
  } catch {
    // Whatever the codec or the bytes made of it: it cannot be read, now or later.
    return pushUndecodable(sink, header.baseOffset, header.recordCount);
  }
}

/** @returns whether there was room for all. */
function pushUndecodable(sink: RecordSink, baseOffset: bigint, count: number): boolean {
  const { topic, partition, records, capacity, from } = sink;
  const end = baseOffset + BigInt(count);
  for (let offset = larger(baseOffset, from); offset < end; offset += 1n) {
    if (records.length >= capacity) {
      return false;
    }
    records.push({
      topic,
      partition,
      offset,
      timestamp: 0,
      key: null,
      value: null,
      headers: {},
      fault: 'undecodable',
    });
  }
  return true;
}

/** The key of a control record is its version and its type, two bytes each. */
function endsAborted(set: Buffer, start: number, end: number): boolean {
  const cursor = new VarintCursor(set.subarray(start + BatchLayout.records, end), 0);
  try {
    cursor.varint(); // length
    cursor.byte(); // attributes
    cursor.varlong(); // timestamp
    cursor.varint(); // offset
    return cursor.slice(cursor.varint())?.readInt16BE(2) === ABORT_MARKER;
  } catch {
    return false; // compaction emptied the batch
  }
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
