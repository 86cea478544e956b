import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import type { KafkaRecord } from '../protocol/kafka-record.js';
import { partitionFor } from './partitioner.js';
import { openReader, readRange, type FollowOptions } from '../read/topic-reader.js';
import { never, TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import { openWriter, type KafkaWriter } from './writer.js';

let kafka: TestKafka;
let writer: KafkaWriter;

beforeAll(async () => {
  kafka = await TestKafka.open();
  writer = await openWriter(kafka.settings, { log: silentLog });
});

afterAll(async () => {
  await writer.close();
  await kafka.close();
});

const values = (...of: readonly string[]) => of.map((value) => ({ key: value, value }));

/** Reads until so many records have come. `onRecord` may write more of them. */
async function follow(
  options: Pick<FollowOptions, 'topics' | 'from'>,
  count: number,
  onRecord: (record: KafkaRecord) => Promise<void> = async () => undefined,
): Promise<readonly KafkaRecord[]> {
  const stop = new AbortController();
  const records: KafkaRecord[] = [];
  for await (const record of openReader(kafka.settings, {
    ...options,
    signal: stop.signal,
    log: silentLog,
  })) {
    records.push(record);
    await onRecord(record);
    if (records.length === count) {
      stop.abort();
    }
  }
  return records;
}

describe('openReader and openWriter', () => {
  test('what is written is read: keys, values, headers, times; in order per partition, by murmur2', async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const sent = Array.from({ length: 1_000 }, (_, i) => ({
      key: `key ${i % 7}`,
      value: `${i}`,
      headers: { ce_id: `${i}`, bytes: Buffer.from([0, 1]) },
      timestamp: 1_700_000_000_000 + i,
    }));
    await writer.send(topic, sent);
    const records = await follow({ topics: [topic], from: 'earliest' }, sent.length);
    for (const record of records) {
      const i = Number(record.value?.toString());
      const { key, timestamp } = sent[i] as (typeof sent)[number];
      expect(record).toMatchObject({ topic, timestamp, partition: partitionFor(key, 3) });
      expect(record.key?.toString()).toBe(key);
      expect(record.headers).toEqual({ ce_id: Buffer.from(`${i}`), bytes: Buffer.from([0, 1]) });
    }
    const byPartition = Map.groupBy(records, ({ partition }) => partition);
    for (const each of byPartition.values()) {
      const order = each.map(({ value }) => Number(value?.toString()));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  test('a reader follows: what is written later comes too', async () => {
    const topic = await kafka.topic();
    await writer.send(topic, values('0'));
    const records = await follow({ topics: [topic], from: 'earliest' }, 5, async ({ value }) =>
      writer.send(topic, values(`${Number(value?.toString()) + 1}`)),
    );
    expect(records.map(({ value }) => String(value))).toEqual(['0', '1', '2', '3', '4']);
  });

  test('a reader of several topics begins where it is told to', async () => {
    const [one, two] = [await kafka.topic(), await kafka.topic()];
    await writer.send(one, values('a', 'b', 'c'));
    await writer.send(two, values('d', 'e'));
    const records = await follow({ topics: [one, two], from: new Map([[`${one}/0`, 2n]]) }, 3);
    expect(records.map(({ value }) => String(value)).sort()).toEqual(['c', 'd', 'e']);
  });

  test('a partition of one’s choice, and none', async () => {
    const topic = await kafka.topic({ partitions: 4 });
    await writer.send(topic, [
      { key: 'k', value: 'chosen', partition: 3 },
      { key: null, value: 'any' },
      { key: 'k', value: null },
    ]);
    const records = await follow({ topics: [topic], from: 'earliest' }, 3);
    expect(records.find(({ value }) => String(value) === 'chosen')?.partition).toBe(3);
    expect(records.some(({ key, value }) => String(key) === 'k' && value === null)).toBe(true);
  });

  test('calls that do not wait for each other keep their order', async () => {
    const topic = await kafka.topic();
    const expected = Array.from({ length: 50 }, (_, i) => `${i}`);
    await Promise.all(expected.map((value) => writer.send(topic, values(value))));
    expect(await kafka.values(topic)).toEqual(expected);
  });

  test('a range ends by itself', async () => {
    const topic = await kafka.topic();
    await writer.send(topic, values('a', 'b', 'c', 'd'));
    const read: string[] = [];
    const range = { topic, partition: 0, from: 1n, until: 3n, signal: never, log: silentLog };
    for await (const { value } of readRange(kafka.settings, range)) {
      read.push(String(value));
    }
    expect(read).toEqual(['b', 'c']);
  });

  test('a topic that does not exist is an error that says so', async () => {
    const topics = [uniqueName('no-such-topic')];
    await expect(follow({ topics, from: 'earliest' }, 1)).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
    await expect(writer.send(uniqueName('no-such-topic'), values('a'))).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  }, 30_000);
});
