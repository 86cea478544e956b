import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { TopicReader } from './topic-reader.js';
import { never, TestKafka, testSettings } from '../client/test-kafka.fixture.spec.js';
import { openWriter } from '../write/writer.js';

let kafka: TestKafka;
let scanner: TopicReader;

beforeAll(async () => {
  kafka = await TestKafka.open();
  scanner = await TopicReader.open(testSettings(), { log: silentLog, signal: never });
});

afterAll(async () => {
  await scanner.close();
  await kafka.close();
});

async function valuesIn(ranges: Parameters<TopicReader['read']>[0]): Promise<readonly string[]> {
  const values: string[] = [];
  for await (const { partition, offset, value } of scanner.read(ranges)) {
    values.push(`${partition}@${offset} ${value?.toString() ?? ''}`);
  }
  return values;
}

describe(TopicReader.name, () => {
  test('reads all that is there when it is asked, and ends', async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const writer = await openWriter(testSettings(), { log: silentLog });
    await writer.send(topic, [
      { key: null, value: 'a', partition: 0, timestamp: 1_000 },
      { key: null, value: 'b', partition: 1, timestamp: 2_000 },
    ]);
    const ranges = await scanner.ranges(topic);
    await writer.send(topic, [{ key: null, value: 'later', partition: 1, timestamp: 3_000 }]);
    await writer.close();
    expect(await valuesIn(ranges)).toEqual(['0@0 a', '1@0 b']);
    expect(await valuesIn(await scanner.ranges(topic, 2_500))).toEqual(['1@1 later']);
  });

  test('has nothing to read in an empty topic', async () => {
    const topic = await kafka.topic();
    expect(await valuesIn(await scanner.ranges(topic))).toEqual([]);
  });

  test('refuses a topic that does not exist', async () => {
    await expect(scanner.ranges('no-such-topic')).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  }, 20_000);
});
