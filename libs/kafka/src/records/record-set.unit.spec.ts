import { createRequire } from 'node:module';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { BatchAttributes, BatchLayout } from './batch-header.js';
import { emptiedBatch, marker, storedBatch } from './batches.fixture.spec.js';
import { decodeRecordSet, type DecodedRecordSet } from './record-set.js';

function decode(batches: readonly Buffer[], from = 0n, mostRecords?: number): DecodedRecordSet {
  const fetched = {
    topic: 't',
    partition: 0,
    from,
    recordSet: Buffer.concat(batches),
    abortedTransactions: [],
  };
  return decodeRecordSet(fetched, mostRecords);
}

const values = ({ records }: DecodedRecordSet): readonly string[] =>
  records.map(({ value }) => String(value));
const faults = ({ records }: DecodedRecordSet): readonly unknown[] =>
  records.map(({ offset, fault }) => [offset, fault]);

describe('decodeRecordSet', () => {
  test('reads batch after batch and says where to read on', () => {
    const decoded = decode([
      storedBatch({ values: ['a', 'b'] }),
      storedBatch({ baseOffset: 2n, values: ['c'] }),
    ]);
    expect(values(decoded)).toEqual(['a', 'b', 'c']);
    expect(decoded.nextOffset).toBe(3n);
  });

  test('nothing leaves the position where it is', () => {
    expect(decode([], 41n)).toEqual({ records: [], nextOffset: 41n });
  });

  test('records before the asked offset are left out: a batch comes whole', () => {
    expect(values(decode([storedBatch({ values: ['a', 'b', 'c'] })], 1n))).toEqual(['b', 'c']);
  });

  test('a batch that compaction emptied moves the position', () => {
    expect(decode([emptiedBatch(10n, 4, 7n)], 10n)).toEqual({ records: [], nextOffset: 15n });
  });

  test('kafkajs makes nothing of an emptied batch, so that its position stays before it', async () => {
    const require = createRequire(import.meta.url);
    const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (
      decoder: unknown,
    ) => Promise<unknown[]>;
    const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => unknown;
    const batch = emptiedBatch(10n, 4, 7n);
    const length = Buffer.alloc(4);
    length.writeInt32BE(batch.length);
    expect(await decodeMessages(new Decoder(Buffer.concat([length, batch])))).toEqual([]);
  });

  test('the end of a batch whose last records are gone counts as well', () => {
    const batch = storedBatch({ values: ['a'] });
    batch.writeInt32BE(9, BatchLayout.lastOffsetDelta);
    expect(decode([batch]).nextOffset).toBe(10n);
  });

  test('markers of transactions are no records, and move the position', () => {
    const decoded = decode([storedBatch({ producerId: 7n }), marker(1n, 7n, 'commit')]);
    expect([values(decoded), decoded.nextOffset]).toEqual([['a'], 2n]);
  });

  test('a batch that was cut off is left for the next fetch', () => {
    const second = storedBatch({ baseOffset: 1n, values: ['b'] });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: second.length - 1 }), (length) => {
        const decoded = decode([storedBatch({}), second.subarray(0, length)]);
        expect([values(decoded), decoded.nextOffset]).toEqual([['a'], 1n]);
      }),
    );
  });

  test('where the broker stamps the time of arrival, all records have it', () => {
    const batch = storedBatch({ values: ['a', 'b'], attributes: BatchAttributes.logAppendTime });
    batch.writeBigInt64BE(123n, BatchLayout.maxTimestamp);
    expect(decode([batch]).records.map(({ timestamp }) => timestamp)).toEqual([123, 123]);
  });

  test.each([
    ['a codec that Kafka does not have', 5],
    ['gzip that is none', 1],
    ['snappy that is none', 2],
    ['lz4 that is none', 3],
    ['zstd that is none', 4],
  ])('%s: every offset of the batch is undecodable, and the next batch is read', (_what, codec) => {
    const broken = storedBatch({ values: ['a', 'b'], attributes: codec });
    const decoded = decode([broken, storedBatch({ baseOffset: 2n, values: ['c'] })]);
    expect(faults(decoded)).toEqual([
      [0n, 'undecodable'],
      [1n, 'undecodable'],
      [2n, undefined],
    ]);
    expect(decoded.nextOffset).toBe(3n);
  });

  test('records that contradict their batch are undecodable as a whole', () => {
    const batch = storedBatch({ values: ['a', 'b'] });
    batch.writeInt32BE(3, BatchLayout.recordCount);
    expect(faults(decode([batch])).map((fault) => (fault as unknown[])[1])).toEqual(
      Array(3).fill('undecodable'),
    );
  });

  test.each([0, 1])('a message of the old format %d is undecodable', (magic) => {
    const batch = storedBatch({ baseOffset: 6n });
    batch.writeInt8(magic, BatchLayout.magic);
    expect(faults(decode([batch], 6n))).toEqual([[6n, 'undecodable']]);
  });

  test('a batch of too many records is delivered in parts', () => {
    const batches = [
      storedBatch({ values: ['a', 'b', 'c'] }),
      storedBatch({ baseOffset: 3n, values: ['d'] }),
    ];
    const first = decode(batches, 0n, 2);
    const second = decode(batches, first.nextOffset, 2);
    expect([values(first), first.nextOffset]).toEqual([['a', 'b'], 2n]);
    expect([values(second), second.nextOffset]).toEqual([['c', 'd'], 4n]);
  });

  test('so is one of too many undecodable ones', () => {
    const batches = [storedBatch({ values: ['a', 'b', 'c'], attributes: 5 })];
    const first = decode(batches, 0n, 2);
    expect(faults(first)).toEqual([
      [0n, 'undecodable'],
      [1n, 'undecodable'],
    ]);
    expect(faults(decode(batches, first.nextOffset, 2))).toEqual([[2n, 'undecodable']]);
  });

  test('no bytes make it throw, or go back', () => {
    const good = Buffer.concat([
      storedBatch({ values: ['a', 'b'] }),
      marker(2n, 9n, 'abort'),
      storedBatch({ baseOffset: 3n, values: ['c'], producerId: 9n }),
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.bigInt({ min: 0n, max: 5n }),
        (changes, from) => {
          const broken = Buffer.from(good);
          changes.forEach(([at, byte]) => broken.writeUInt8(byte, at));
          const { records, nextOffset } = decode([broken], from, 50);
          expect(nextOffset >= from).toBe(true);
          expect(records.every(({ offset }) => offset >= from)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
