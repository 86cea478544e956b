import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Producer } from 'kafkajs';

import { silentLog } from '#libs/observability';

import { createKafka } from '../kafkajs/client.js';
import { never, TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import { openWriter } from '../write/writer.js';
import { readCommitted } from './read-committed.js';
import { Transaction } from '../write/transaction.js';

let kafka: TestKafka;

beforeAll(async () => {
  kafka = await TestKafka.open();
});

afterAll(async () => {
  await kafka.close();
});

describe('reading what is committed', () => {
  test('aborted transactions that interleave are not seen, wherever reading begins', async () => {
    const topic = await kafka.topic();
    const client = createKafka(kafka.settings, { log: silentLog });
    const producers = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const producer = client.producer({
          transactionalId: uniqueName(name),
          idempotent: true,
          maxInFlightRequests: 1,
        });
        await producer.connect();
        return producer;
      }),
    );
    const [a, b, c] = await Promise.all(
      (producers as [Producer, Producer, Producer]).map((each) => each.transaction()),
    );
    const write = async (transaction: typeof a, value: string): Promise<void> => {
      await transaction?.send({ topic, messages: [{ key: value, value }] });
    };
    await write(a, 'a1');
    await write(b, 'b1');
    await write(c, 'c1');
    await write(a, 'a2');
    await write(b, 'b2');
    await b?.abort();
    await write(a, 'a3');
    await a?.abort();
    await c?.commit();
    await Promise.all(producers.map((each) => each.disconnect()));
    for (const from of [0n, 1n, 2n]) {
      expect(await kafka.values(topic, 0, from)).toEqual(['c1']);
    }
    for (const from of [3n, 4n, 5n, 6n]) {
      expect(await kafka.values(topic, 0, from)).toEqual([]);
    }
  });

  // The broker compresses anew, with the codecs of the Java client.
  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'what a broker compressed with %s is read',
    async (codec) => {
      const topic = await kafka.topic({ configs: { 'compression.type': codec } });
      const values = Array.from(
        { length: 3_000 },
        (_, i) => `${i} ${'what repeats is compressed '.repeat(20)}`,
      );
      const transaction = new Transaction(kafka.client, uniqueName('tx'), {
        timeoutMs: 240_000,
        budgetMs: 240_000,
        signal: never,
      });
      await transaction.fence();
      await transaction.commit([
        {
          topic,
          partition: 0,
          messages: values.map((value) => ({ key: null, value, timestamp: Date.now() })),
        },
      ]);
      expect(await kafka.values(topic)).toEqual(values);
    },
  );

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'brokers take what we compress with %s',
    async (compression) => {
      // A broker that has to compress anew reads every record first.
      const topic = await kafka.topic({ configs: { 'compression.type': 'uncompressed' } });
      const writer = await openWriter(kafka.settings, { log: silentLog, compression });
      const values = Array.from(
        { length: 3_000 },
        (_, i) => `${i} ${'what repeats is compressed '.repeat(20)}`,
      );
      await writer.send(
        topic,
        values.map((value) => ({ key: null, value })),
      );
      await writer.close();
      expect(await kafka.values(topic)).toEqual(values);
    },
  );

  test('a record that is larger than a fetch may be comes all the same', async () => {
    const topic = await kafka.topic();
    const large = 'x'.repeat(900_000);
    const writer = await openWriter(kafka.settings, { log: silentLog });
    await writer.send(topic, [
      { key: null, value: 'before' },
      { key: null, value: large },
      { key: null, value: 'after' },
    ]);
    await writer.close();
    const values: string[] = [];
    const range = { topic, partition: 0, from: 0n, until: 3n, signal: never, maxBytes: 100 };
    for await (const records of readCommitted(kafka.client, range)) {
      values.push(...records.map(({ value }) => String(value)));
    }
    expect(values).toEqual(['before', large, 'after']);
  });

  test('what retention has taken is out of range', async () => {
    const topic = await kafka.topic();
    const client = createKafka(kafka.settings, { log: silentLog }).admin();
    const writer = await openWriter(kafka.settings, { log: silentLog });
    await writer.send(
      topic,
      Array.from({ length: 5 }, (_, i) => ({ key: null, value: `${i}` })),
    );
    await client.connect();
    await client.fetchTopicOffsets(topic); // or kafkajs does not know the leader
    await client.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
    await Promise.all([client.disconnect(), writer.close()]);
    await expect(kafka.values(topic, 0, 1n)).rejects.toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' });
    expect(await kafka.values(topic)).toEqual(['3', '4']);
  });
});
