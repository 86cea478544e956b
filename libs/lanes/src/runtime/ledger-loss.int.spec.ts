import { randomUUID } from 'node:crypto';

import { describe, expect, jest, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { createKafka } from '../../../kafka/src/kafkajs/client.js';
import { ledgerBoundOf } from '../membership/committed-offsets.js';
import { openAdmin, type TopicAdmin } from '../../../kafka/src/admin.js';
import { TEST_KAFKA, TEST_LANES, TestService, until, type TestInstance } from './test-service.fake.spec.js';

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const work = (values: readonly string[]) => values.map((value) => ({ value }));

jest.setTimeout(120_000);

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
    await until('all lanes have stopped', () => allStopped(first), 60_000);
    expect(first.runtime.health().problem).toContain('it has lost data');
    const known = await bounds(service);
    await first.runtime.close();
    const next = service.instance();
    await until('they stop here, too', () => allStopped(next), 60_000);
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
    await until('all lanes have stopped', () => allStopped({ runtime, ...instance }), 60_000);
    expect(runtime.health().problem).toContain('its first records were deleted');
  });
});
