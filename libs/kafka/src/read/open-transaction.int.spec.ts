import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Producer, Transaction as KafkajsTransaction } from 'kafkajs';

import { silentLog } from '#libs/observability';

import { createKafka } from '../kafkajs/client.js';
import { TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import { behindTransactions } from './open-transaction.js';
import { partitionBounds } from './partition-bounds.js';

let kafka: TestKafka;
let producer: Producer;

beforeAll(async () => {
  kafka = await TestKafka.open();
  const client = createKafka(kafka.settings, { log: silentLog });
  producer = client.producer({
    transactionalId: uniqueName('publisher'),
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: 600_000,
  });
  await producer.connect();
});

afterAll(async () => {
  await producer.disconnect();
  await kafka.close();
});

const write = (transaction: KafkajsTransaction, topic: string, value: string, timestamp: number) =>
  transaction.send({ topic, messages: [{ value, partition: 1, timestamp: String(timestamp) }] });

describe('records behind a transaction that was left open', () => {
  test('are told with where it began, its producer and the time of its first record, until it ends', async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const places = [0, 1].map((partition) => ({ topic, partition }));
    const writer = await kafka.writer();
    await writer.send(topic, [
      { key: null, value: 'elsewhere', partition: 0, timestamp: 1_000 },
      { key: null, value: 'before', partition: 1, timestamp: 1_000 },
    ]);
    expect(await behindTransactions(kafka.client, places)).toEqual([]);

    const transaction = await producer.transaction();
    await write(transaction, topic, 'first', 5_000);
    await write(transaction, topic, 'second', 6_000);
    await writer.send(topic, [{ key: null, value: 'behind', partition: 1, timestamp: 7_000 }]);
    await writer.close();
    expect(await behindTransactions(kafka.client, places)).toEqual([
      { topic, partition: 1, from: 1n, until: 4n, producerId: expect.any(BigInt), firstRecordAt: 5_000 },
    ]);

    await transaction.abort();
    expect(await kafka.values(topic, 1)).toEqual(['before', 'behind']);
    expect(await behindTransactions(kafka.client, places)).toEqual([]);
  }, 60_000);

  test('a partition without a leader says nothing, and does not silence the others', async () => {
    const topic = await kafka.topic();
    expect(
      await partitionBounds(kafka.client, [
        { topic, partition: 0 },
        { topic, partition: 7 },
      ]),
    ).toEqual([{ topic, partition: 0, earliest: 0n, stable: 0n, end: 0n }]);
  });
});
