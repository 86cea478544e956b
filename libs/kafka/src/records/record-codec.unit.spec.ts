import { createRequire } from 'node:module';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { KafkaRecord } from '../protocol/kafka-record.js';
import { message } from './batches.fixture.spec.js';
import { encodeBatch, encodedBytes, NO_PRODUCER, type KafkaMessage } from './record-encoder.js';
import { decodeRecordSet } from './record-set.js';

const require = createRequire(import.meta.url);
const identity = { producerId: 77n, epoch: 3, baseSequence: 12, isTransactional: true };

const decode = (recordSet: Buffer): readonly KafkaRecord[] =>
  decodeRecordSet({ topic: 't', partition: 1, from: 0n, recordSet, abortedTransactions: [] }).records;

const bytesOf = (field: Buffer | string | null): Buffer | null =>
  field === null ? null : Buffer.from(field);

const field = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);
const someMessage: fc.Arbitrary<KafkaMessage> = fc.record({
  key: field,
  value: field,
  headers: fc.dictionary(
    fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('constructor')),
    fc.string(),
  ),
  timestamp: fc.integer({ min: 0, max: 2 ** 45 }),
});

describe('record batches', () => {
  test('what is encoded is decoded: keys, values, headers, times, offsets', () => {
    fc.assert(
      fc.property(fc.array(someMessage, { minLength: 1, maxLength: 20 }), (messages) => {
        const records = decode(encodeBatch(messages, identity));
        expect(records).toHaveLength(messages.length);
        records.forEach((record, i) => {
          const { key, value, headers = {}, timestamp } = messages[i] as KafkaMessage;
          expect(record).toMatchObject({ topic: 't', partition: 1, offset: BigInt(i), timestamp });
          expect([record.key, record.value]).toEqual([bytesOf(key), bytesOf(value)]);
          const names = Object.keys(headers);
          expect(Object.keys(record.headers)).toEqual(names);
          expect(names.map((name) => record.headers[name]?.toString())).toEqual(
            names.map((name) => headers[name]),
          );
        });
      }),
    );
  });

  test('a repeated header counts as it came last, and what it said before is kept', () => {
    const headers = { 'type-1': 'one', 'type-2': 'two', other: 'x' };
    const bytes = encodeBatch([message('a', { headers }), message('b', { headers })], identity);
    bytes.write('type-1', bytes.indexOf('type-2'));
    const [repeated, plain] = decode(bytes);
    expect({ ...repeated?.headers }).toEqual({ 'type-1': Buffer.from('two'), other: Buffer.from('x') });
    expect(repeated?.overwrittenHeaders).toEqual([['type-1', Buffer.from('one')]]);
    expect(plain).not.toHaveProperty('overwrittenHeaders');
  });

  test('a header that is repeated alike says nothing new', () => {
    const headers = { 'type-1': 'one', 'type-2': 'one' };
    const bytes = encodeBatch([message('a', { headers })], identity);
    bytes.write('type-1', bytes.indexOf('type-2'));
    expect(decode(bytes)[0]).not.toHaveProperty('overwrittenHeaders');
  });

  test('a batch is not larger than its messages were said to be', () => {
    fc.assert(
      fc.property(fc.array(someMessage, { minLength: 1, maxLength: 20 }), (messages) => {
        const said = messages.reduce((sum, each) => sum + encodedBytes(each), 61);
        expect(encodeBatch(messages, identity).length).toBeLessThanOrEqual(said);
      }),
    );
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    '%s batches are read like plain ones',
    (compression) => {
      const messages = ['a', 'b', 'c'].map((value) => message(value));
      expect(decode(encodeBatch(messages, identity, compression))).toEqual(
        decode(encodeBatch(messages, identity)),
      );
    },
  );

  test('kafkajs reads our batches as we do', async () => {
    const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
      decoder: unknown,
    ) => Promise<{
      producerId: string;
      producerEpoch: number;
      firstSequence: number;
      inTransaction: boolean;
      records: {
        key: Buffer;
        value: Buffer;
        headers: Record<string, Buffer>;
        timestamp: string;
        offset: string;
      }[];
    }>;
    const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => unknown;
    const messages = [
      message('a', { headers: { h: 'é', i: Buffer.from([0]) } }),
      message('b', { timestamp: 1_700_000_000_123 }),
    ];
    const batch = await decodeBatch(new Decoder(encodeBatch(messages, identity)));
    expect(batch).toMatchObject({
      producerId: '77',
      producerEpoch: 3,
      firstSequence: 12,
      inTransaction: true,
    });
    expect(
      batch.records.map(({ key, value, headers, timestamp, offset }) => [
        key,
        value,
        { ...headers },
        timestamp,
        offset,
      ]),
    ).toEqual(
      decode(encodeBatch(messages, identity)).map(({ key, value, headers, timestamp, offset }) => [
        key,
        value,
        { ...headers },
        String(timestamp),
        String(offset),
      ]),
    );
  });

  test('a plain batch names no producer', () => {
    const batch = encodeBatch([message('a')], NO_PRODUCER);
    expect([batch.readBigInt64BE(43), batch.readInt16BE(51), batch.readInt32BE(53)]).toEqual([-1n, -1, -1]);
  });
});
