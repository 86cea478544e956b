import type { HeaderValue, KafkaRecord } from '../protocol/kafka-record.js';
import type { BatchHeader } from './batch-header.js';
import { VarintCursor } from './varint-cursor.js';

const NO_HEADERS: Readonly<Record<string, Buffer>> = Object.freeze({});

export interface RecordSink {
  readonly topic: string;
  readonly partition: number;
  /** Records before it are passed over: a batch is delivered whole, from its first record on. */
  readonly from: bigint;
  /** What is decoded goes in here. */
  readonly records: KafkaRecord[];
  /** Where to stop, in records of the sink: decompressed, a small batch may hold millions. */
  readonly capacity: number;
}

/**
 * Decodes the records of one batch into the sink, from their decompressed bytes.
 * Throws RangeError on bytes that are no records, and has then changed nothing.
 *
 * @returns whether the batch was read to its end; otherwise the sink is full.
 */
export function decodeRecords(header: BatchHeader, bytes: Buffer, start: number, sink: RecordSink): boolean {
  const { records, topic, partition } = sink;
  const before = records.length;
  const cursor = new VarintCursor(bytes, start);
  const firstDelta = Number(sink.from - header.baseOffset);
  const overwritten: HeaderValue[] = [];
  try {
    for (let i = 0; i < header.recordCount; i += 1) {
      const length = cursor.varint();
      const end = cursor.position + length;
      if (length < 0 || end > bytes.length) {
        throw new RangeError('A record says that it is longer than its batch.');
      }
      cursor.byte(); // attributes: none are in use
      const timestampDelta = cursor.varlong();
      const offsetDelta = cursor.varint();
      if (offsetDelta >= firstDelta) {
        if (records.length >= sink.capacity) {
          return false;
        }
        const record: KafkaRecord = {
          topic,
          partition,
          offset: header.baseOffset + BigInt(offsetDelta),
          timestamp: header.isLogAppendTime ? header.maxTimestamp : header.baseTimestamp + timestampDelta,
          key: cursor.slice(cursor.varint()),
          value: cursor.slice(cursor.varint()),
          headers: decodeHeaders(cursor, overwritten),
        };
        records.push(
          overwritten.length === 0 ? record : { ...record, overwrittenHeaders: overwritten.splice(0) },
        );
        if (cursor.position !== end) {
          throw new RangeError('A record is shorter or longer than it says.');
        }
      }
      cursor.position = end;
    }
    return true;
  } catch (error) {
    records.length = before;
    throw error;
  }
}

/**
 * Inherits nothing: a header may be called "__proto__" or "constructor", publishers
 * are not ours. As Node's own query strings do it, since what `Object.create(null)`
 * makes is a hash table of more than a kilobyte, for each record that waits.
 */
class RecordHeaders {
  [name: string]: Buffer;
}
Object.setPrototypeOf(RecordHeaders.prototype, null);
Reflect.deleteProperty(RecordHeaders.prototype, 'constructor');

/**
 * A header without a value is left out: to a reader it is absent.
 *
 * @param overwritten takes what a later header of the same name says otherwise
 */
function decodeHeaders(cursor: VarintCursor, overwritten: HeaderValue[]): Readonly<Record<string, Buffer>> {
  const count = cursor.varint();
  if (count === 0) {
    return NO_HEADERS;
  }
  const headers = new RecordHeaders();
  for (let i = 0; i < count; i += 1) {
    const name = cursor.text(cursor.varint());
    const value = cursor.slice(cursor.varint());
    if (name !== null && value !== null) {
      const earlier = headers[name];
      if (earlier !== undefined && !earlier.equals(value)) {
        overwritten.push([name, earlier]);
      }
      headers[name] = value;
    }
  }
  return headers;
}
