import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { never, TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import { Transaction, type PartitionMessages } from './transaction.js';

let kafka: TestKafka;

beforeAll(async () => {
  kafka = await TestKafka.open();
});

afterAll(async () => {
  await kafka.close();
});

const messages = (topic: string, partition: number, ...values: readonly string[]): PartitionMessages => ({
  topic,
  partition,
  messages: values.map((value) => ({ key: 'k', value, headers: { h: 'x' }, timestamp: Date.now() })),
});

const owner = (transactionalId: string): Transaction =>
  new Transaction(kafka.client, transactionalId, { timeoutMs: 240_000, budgetMs: 240_000, signal: never });

describe('a transaction with a real broker', () => {
  test('commits to several topics at once, one transaction after the other', async () => {
    const [ledger, outcomes] = [await kafka.topic({ partitions: 2 }), await kafka.topic()];
    const transaction = owner(uniqueName('tx'));
    await transaction.fence();
    for (let i = 0; i < 20; i += 1) {
      await transaction.commit([messages(ledger, 1, `entry ${i}`), messages(outcomes, 0, `outcome ${i}`)]);
    }
    const expected = (what: string) => Array.from({ length: 20 }, (_, i) => `${what} ${i}`);
    expect(await kafka.values(ledger, 1)).toEqual(expected('entry'));
    expect(await kafka.values(outcomes)).toEqual(expected('outcome'));
  });

  test('says where its records end: before the marker', async () => {
    const topic = await kafka.topic();
    const transaction = owner(uniqueName('tx'));
    await transaction.fence();
    expect(await transaction.commit([messages(topic, 0, 'a', 'b')])).toEqual(new Map([[`${topic}/0`, 2n]]));
    expect(await transaction.commit([messages(topic, 0, 'c')])).toEqual(new Map([[`${topic}/0`, 4n]]));
  });

  test('an owner that fences takes over: the one before can write no more', async () => {
    const topic = await kafka.topic();
    const id = uniqueName('tx');
    const [before, after] = [owner(id), owner(id)];
    const first = await before.fence();
    await before.commit([messages(topic, 0, 'before')]);
    const second = await after.fence();
    expect([second.producerId, second.epoch]).toEqual([first.producerId, first.epoch + 1]);
    await expect(before.commit([messages(topic, 0, 'zombie')])).rejects.toMatchObject({ kind: 'fenced' });
    await after.commit([messages(topic, 0, 'after')]);
    expect(await kafka.values(topic)).toEqual(['before', 'after']);
  });

  test('a megabyte limit of batches is no limit of a commit', async () => {
    const topic = await kafka.topic();
    const transaction = owner(uniqueName('tx'));
    await transaction.fence();
    const values = Array.from({ length: 5_000 }, (_, i) => `${i} ${'x'.repeat(1_000)}`);
    await transaction.commit([messages(topic, 0, ...values)]);
    await transaction.commit([messages(topic, 0, 'next')]);
    expect(await kafka.values(topic)).toEqual([...values, 'next']);
  });

  test('a topic with a lower limit gets smaller batches', async () => {
    const topic = await kafka.topic({ configs: { 'max.message.bytes': '5000' } });
    const transaction = owner(uniqueName('tx'));
    await transaction.fence();
    const values = Array.from({ length: 50 }, (_, i) => `${i} ${'x'.repeat(1_000)}`);
    await transaction.commit([messages(topic, 0, ...values)]);
    expect(await kafka.values(topic)).toEqual(values);
  });

  test('a message that Kafka will never take is named, nothing of its transaction is seen, the next one goes on', async () => {
    const [topic, other] = [await kafka.topic(), await kafka.topic()];
    const transaction = owner(uniqueName('tx'));
    await transaction.fence();
    const large = 'x'.repeat(1_200_000);
    await expect(
      transaction.commit([messages(other, 0, 'a'), messages(topic, 0, 'b', large, 'c')]),
    ).rejects.toMatchObject({ kind: 'too-large', place: { topic, partition: 0, index: 1 } });
    await transaction.commit([messages(other, 0, 'd'), messages(topic, 0, 'e')]);
    expect([await kafka.values(other), await kafka.values(topic)]).toEqual([['d'], ['e']]);
  });

  test('a transaction that timed out is lost, not half there', async () => {
    const topic = await kafka.topic();
    const id = uniqueName('tx');
    const hasty = new Transaction(kafka.client, id, { timeoutMs: 60_000, budgetMs: 3_000, signal: never });
    await hasty.fence();
    await expect(
      hasty.commit([messages(topic, 0, 'a'), messages('no-such-topic', 0, 'b')]),
    ).rejects.toMatchObject({
      kind: 'indefinite',
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
    await hasty.fence();
    await hasty.commit([messages(topic, 0, 'c')]);
    expect(await kafka.values(topic)).toEqual(['c']);
  });

  test('many lanes at the same time do not get into each other’s way', async () => {
    const topic = await kafka.topic({ partitions: 8 });
    const lanes = Array.from({ length: 8 }, (_, lane) => ({ lane, transaction: owner(uniqueName('tx')) }));
    await Promise.all(
      lanes.map(async ({ lane, transaction }) => {
        await transaction.fence();
        for (let i = 0; i < 10; i += 1) {
          await transaction.commit([messages(topic, lane, `${i}`)]);
        }
      }),
    );
    const ten = Array.from({ length: 10 }, (_, i) => `${i}`);
    expect(await Promise.all(lanes.map(({ lane }) => kafka.values(topic, lane)))).toEqual(
      lanes.map(() => ten),
    );
  });
});
