import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { createKafka } from '../kafkajs/client.js';
import { TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import { openWriter } from '../write/writer.js';

let kafka: TestKafka;

beforeAll(async () => {
  kafka = await TestKafka.open();
});

afterAll(async () => {
  await kafka.close();
});

describe('openAdmin', () => {
  test('describes topics as they are, and says which are missing', async () => {
    const topic = await kafka.topic({ partitions: 3, configs: { 'cleanup.policy': 'compact' } });
    const [found, missing] = await kafka.admin.describe([topic, 'no-such-topic']);
    expect(missing).toEqual({ kind: 'missing', name: 'no-such-topic' });
    expect(found).toMatchObject({ kind: 'topic', name: topic, partitions: 3, replicationFactor: 1 });
    expect(found?.kind === 'topic' && found.configs).toMatchObject({
      'cleanup.policy': 'compact',
      'min.insync.replicas': '1',
      'max.message.bytes': '1048588',
      'unclean.leader.election.enable': 'false',
    });
  });

  test('creates what is not there, and what it created can be used at once', async () => {
    const name = uniqueName('test');
    const spec = { name, partitions: 2, replicationFactor: 1 };
    expect(await kafka.admin.create([spec])).toEqual([{ kind: 'done', name }]);
    const writer = await openWriter(kafka.settings, { log: silentLog });
    await writer.send(name, [{ key: null, value: 'a', partition: 1 }]);
    await writer.close();
    expect(await kafka.admin.create([spec])).toEqual([{ kind: 'unchanged', name }]);
    expect(await kafka.admin.delete([name])).toEqual([{ kind: 'done', name }]);
    expect(await kafka.admin.delete([name])).toEqual([{ kind: 'unchanged', name }]);
  });

  test('one topic that is refused keeps no other from being created', async () => {
    const [good, bad] = [uniqueName('test'), uniqueName('test')];
    const results = await kafka.admin.create([
      { name: bad, partitions: 1, replicationFactor: 7 },
      { name: good, partitions: 1, replicationFactor: 1 },
    ]);
    expect(results).toMatchObject([
      { kind: 'refused', name: bad, code: 'INVALID_REPLICATION_FACTOR' },
      { kind: 'done', name: good },
    ]);
    await kafka.admin.delete([good]);
  });

  test('sets one setting and leaves the others alone', async () => {
    const topic = await kafka.topic({ configs: { 'retention.ms': '1000000', 'segment.ms': '2000000' } });
    expect(await kafka.admin.alterConfigs(topic, { 'segment.ms': '3000000' })).toEqual({
      kind: 'done',
      name: topic,
    });
    const [described] = await kafka.admin.describe([topic]);
    expect(described?.kind === 'topic' && described.configs).toMatchObject({
      'retention.ms': '1000000',
      'segment.ms': '3000000',
    });
    expect(await kafka.admin.alterConfigs(topic, { 'segment.ms': 'soon' })).toMatchObject({
      kind: 'refused',
      code: 'INVALID_CONFIG',
    });
  });

  test('grows a topic', async () => {
    const topic = await kafka.topic();
    expect(await kafka.admin.addPartitions(topic, 3)).toEqual({ kind: 'done', name: topic });
    expect(await kafka.admin.addPartitions(topic, 2)).toMatchObject({
      kind: 'refused',
      code: 'INVALID_PARTITIONS',
    });
  });

  test('offsets: earliest, latest, and by time', async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const writer = await openWriter(kafka.settings, { log: silentLog });
    const at = [1_000, 2_000, 3_000];
    await writer.send(
      topic,
      at.map((timestamp) => ({ key: null, value: 'a', partition: 1, timestamp })),
    );
    await writer.close();
    expect(await kafka.admin.offsets(topic, 'earliest')).toEqual([0n, 0n]);
    expect(await kafka.admin.offsets(topic, 'latest')).toEqual([0n, 3n]);
    expect(await kafka.admin.offsets(topic, { timestamp: 1_500 })).toEqual([0n, 1n]);
    expect(await kafka.admin.offsets(topic, { timestamp: 9_000 })).toEqual([0n, 3n]);
  });

  test('committed offsets of a group, with their metadata; and the end of the group', async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const groupId = uniqueName('group');
    expect(await kafka.admin.committedOffsets(groupId, [topic])).toEqual(new Map());
    const consumer = createKafka(kafka.settings, { log: silentLog }).consumer({
      groupId,
      maxWaitTimeInMs: 50,
    });
    await consumer.subscribe({ topic });
    // Before its first fetch it only pretends to commit.
    const fetched = new Promise((resolve) => consumer.on('consumer.fetch', resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
    await fetched;
    await consumer.commitOffsets([{ topic, partition: 1, offset: '5', metadata: 'm' }]);
    await consumer.disconnect();
    expect(await kafka.admin.committedOffsets(groupId, [topic])).toEqual(
      new Map([[`${topic}/1`, { offset: 5n, metadata: 'm' }]]),
    );
    expect(await kafka.admin.deleteGroups([groupId])).toEqual([{ kind: 'done', name: groupId }]);
    expect(await kafka.admin.deleteGroups([groupId])).toEqual([{ kind: 'unchanged', name: groupId }]);
  });
});
