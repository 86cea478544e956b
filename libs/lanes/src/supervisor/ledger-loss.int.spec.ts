import { randomUUID } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { createKafka } from '../../../kafka/src/kafkajs/client.js';
import { ledgerBoundOf } from '../membership/committed-offsets.js';
import { openAdmin, type TopicAdmin } from '../../../kafka/src/admin/topic-admin.js';
import { openReader } from '../../../kafka/src/read/topic-reader.js';
import { openWriter } from '../../../kafka/src/write/writer.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';
import { TEST_KAFKA, TEST_LANES, TestService, until, type TestInstance } from './test-service.fake.spec.js';

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const work = (values: readonly string[]) => values.map((value) => ({ value }));

async function withAdmin<T>(use: (admin: TopicAdmin) => Promise<T>): Promise<T> {
  const admin = await openAdmin(TEST_KAFKA, { log: silentLog });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

/** By lane; only lanes that have one. */
async function bounds({ groupId, topics: { commands } }: TestService): Promise<ReadonlyMap<string, bigint>> {
  const offsets = await withAdmin((admin) => admin.committedOffsets(groupId, [commands]));
  return new Map([...offsets].map(([place, { metadata }]) => [place, ledgerBoundOf(metadata)?.end ?? -1n]));
}

async function recreateLedger({ topics: { ledger } }: TestService): Promise<void> {
  const configs = { 'cleanup.policy': 'compact' };
  await withAdmin(async (admin) => {
    await admin.delete([ledger]);
    await until('it is created anew', async () => {
      const [created] = await admin.create([
        { name: ledger, partitions: TEST_LANES, replicationFactor: 1, configs },
      ]);
      return created?.kind === 'done';
    });
  });
}

function allStopped({ runtime }: TestInstance): boolean {
  const { lanes } = runtime.health();
  return lanes.length === TEST_LANES && lanes.every(({ state }) => state === 'stopped');
}

describe('a ledger that loses data under its running lanes', () => {
  test('stops them where it is created anew, and the next instance too: nothing is answered twice', async () => {
    await using service = new TestService('ledger-anew');
    const first = await service.ready();
    const outcomes = service.watch(service.topics.output);
    const before = ids(60);
    await service.publish(work(before));
    await until('all are answered', () => new Set(outcomes).size === before.length);
    await until('the bounds are told', async () => (await bounds(service)).size === TEST_LANES);
    await recreateLedger(service);
    await service.publish(work(ids(60)));
    await until('all lanes have stopped', () => allStopped(first));
    expect(first.runtime.health().problem).toContain('it has lost data');
    const known = await bounds(service);
    await first.runtime.close();
    const next = service.instance();
    await until('they stop here, too', () => allStopped(next));
    expect(next.runtime.health().problem).toContain('it has lost data');
    for (const [place, end] of await bounds(service)) {
      expect(end).toBeGreaterThanOrEqual(known.get(place) ?? 0n);
    }
    await service.publish(work(before));
    const again = new Set<string>(before);
    expect(outcomes.filter((value) => again.has(value))).toHaveLength(before.length);
  });

  test('stops them where its first records are deleted', async () => {
    await using service = new TestService('ledger-deleted');
    const { runtime, ...instance } = await service.ready();
    const outcomes = service.watch(service.topics.output);
    await service.publish(work(ids(60)));
    await until('all are answered', () => new Set(outcomes).size === 60);
    const { ledger } = service.topics;
    await withAdmin((admin) => admin.alterConfigs(ledger, { 'cleanup.policy': 'compact,delete' }));
    const kafka = createKafka(TEST_KAFKA, { log: silentLog }).admin();
    await kafka.connect();
    const partitions = Array.from({ length: TEST_LANES }, (_, partition) => ({ partition, offset: '3' }));
    await kafka.fetchTopicOffsets(ledger); // without metadata of it, kafkajs deletes nothing
    await kafka.deleteTopicRecords({ topic: ledger, partitions });
    await kafka.disconnect();
    await until('all lanes have stopped', () => allStopped({ runtime, ...instance }));
    expect(runtime.health().problem).toContain('its first records were deleted');
  });
});

/** Where the source cluster was further than the copy is: a mirror copies what offsets say, and translates only them. */
const FURTHER = 1_000_000n;

/** The group's offsets, as a mirror copies them: what they say of the ledger is about the cluster that it came from. */
async function copyOffsets({ groupId, topics: { commands } }: TestService): Promise<void> {
  const offsets = await withAdmin((admin) => admin.committedOffsets(groupId, [commands]));
  const consumer = createKafka(TEST_KAFKA, { log: silentLog }).consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [commands] });
  await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
  const copies = [...offsets].map(([place, { offset, metadata }]) => ({
    topic: commands,
    partition: Number(place.split('/').at(-1)),
    offset: offset.toString(),
    metadata: metadata
      .replace(/ledger-end=(\d+)/, (_, end: string) => `ledger-end=${BigInt(end) + FURTHER}`)
      .replace(/cluster=\S+/, 'cluster=the-one-before')
      .replace(/ledger=\S+/, 'ledger=of-the-one-before'),
  }));
  await consumer.commitOffsets(copies);
  await consumer.disconnect();
}

/** The ledger, as a mirror copies it: ids of topics and of the cluster are those of where it came from. */
async function copyLedger({ topics: { ledger } }: TestService): Promise<void> {
  const ends = await withAdmin((admin) => admin.offsets(ledger, 'latest'));
  const last = new Map<string, { partition: number; key: string; value: string }>();
  const { signal } = new AbortController();
  const read = new Set<number>();
  const left = ends.filter((end) => end > 0n).length;
  const options = { topics: [ledger], from: 'earliest', signal, log: silentLog } as const;
  for await (const { partition, offset, key, value } of openReader(TEST_KAFKA, options)) {
    const name = key?.toString('utf8') ?? '';
    if (value && (name === 'meta' || name.startsWith('position/'))) {
      last.set(`${partition} ${name}`, { partition, key: name, value: value.toString('utf8') });
    }
    // Behind the last record is the marker of its transaction.
    if (offset + 2n >= (ends[partition] ?? 0n) && read.add(partition).size === left) {
      break;
    }
  }
  const writer = await openWriter(TEST_KAFKA, { log: silentLog });
  await writer.send(
    ledger,
    [...last.values()].map(({ value, ...place }) => {
      const json = JSON.parse(value) as { readonly cluster?: string; readonly topicId?: string };
      const copy = {
        ...json,
        ...(json.cluster !== undefined && { cluster: 'the-one-before' }),
        ...(json.topicId !== undefined && { topicId: 'of-the-one-before' }),
      };
      return { ...place, value: JSON.stringify(copy) };
    }),
  );
  await writer.close();
}

describe('a ledger that was mirrored from another cluster, with the offsets of its group', () => {
  test('stops no lane, although these say that it was longer: it goes on, and knows what it has answered', async () => {
    await using service = new TestService('ledger-mirrored');
    const first = await service.ready();
    const outcomes = service.watch(service.topics.output);
    const [before, later] = [ids(40), ids(40)];
    await service.publish(work(before));
    await until('all are answered', () => new Set(outcomes).size === before.length);
    await until('the bounds are told', async () => (await bounds(service)).size === TEST_LANES);
    await first.runtime.close();
    await copyOffsets(service);
    await copyLedger(service);
    const log = recordingLog();
    await service.ready({ log });
    await service.publish(work([...before, ...later]));
    await until('the others are answered', () => new Set(outcomes).size === before.length + later.length);
    expect(outcomes).toHaveLength(before.length + later.length);
    expect(log.lines).toContainEqual(expect.stringContaining('were copied from another cluster'));
    expect(log.lines.join()).not.toMatch(/it has lost data|created anew/);
  });
});
