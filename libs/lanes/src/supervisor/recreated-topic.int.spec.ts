import { randomUUID } from 'node:crypto';

import { describe, expect, jest, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { openAdmin } from '../../../kafka/src/admin/topic-admin.js';
import { openWriter } from '../../../kafka/src/write/writer.js';
import { TEST_KAFKA, TEST_LANES, TestService, until } from './test-service.fake.spec.js';

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const work = (values: readonly string[]) => values.map((value) => ({ value }));

jest.setTimeout(120_000);

/** Deletes a topic and creates it with the same name. */
async function recreate(name: string, partitions = TEST_LANES): Promise<void> {
  const admin = await openAdmin(TEST_KAFKA, { log: silentLog });
  await admin.delete([name]);
  await until('it is created anew', async () => {
    const [created] = await admin.create([{ name, partitions, replicationFactor: 1 }]);
    return created?.kind === 'done';
  });
  await admin.close();
}

/** Says it to every lane. */
async function command({ topics }: TestService, kind: 'pause' | 'resume'): Promise<void> {
  const writer = await openWriter(TEST_KAFKA, { log: silentLog });
  const messages = Array.from({ length: TEST_LANES }, (_, partition) => ({
    partition,
    key: kind,
    value: JSON.stringify({ id: randomUUID(), at: new Date().toISOString(), kind }),
  }));
  await writer.send(topics.commands, messages);
  await writer.close();
}

describe('an input topic that is deleted and created anew', () => {
  test('loses no event while the lanes are paused', async () => {
    await using service = new TestService('recreated-paused');
    await service.ready();
    const outcomes = service.watch(service.topics.output);
    const ledger = service.watch(service.topics.ledger);
    const before = ids(60);
    await service.publish(work(before));
    await until('all are answered', () => new Set(outcomes).size === before.length);
    await command(service, 'pause');
    const paused = () => ledger.filter((value) => value.includes('"paused":true')).length;
    await until('all lanes are paused', () => paused() === TEST_LANES);
    await recreate(service.topics.input);
    const after = ids(200);
    await service.publish(work(after));
    await command(service, 'resume');
    await until('all are answered', () => new Set(outcomes).size === before.length + after.length);
    expect(outcomes).toHaveLength(before.length + after.length);
  });

  test('loses no event while the lanes run, also twice and with other numbers of partitions', async () => {
    await using service = new TestService('recreated-running');
    await service.ready({ metadataRefreshMs: 1000 });
    const outcomes = service.watch(service.topics.output);
    const published = new Set(ids(60));
    await service.publish(work([...published]));
    await until('the first are answered', () => new Set(outcomes).size === published.size);
    for (const partitions of [TEST_LANES, 2, 6]) {
      await recreate(service.topics.input, partitions);
      const more = ids(120);
      more.forEach((id) => published.add(id));
      await service.publish(work(more));
      await until('all are answered', () => new Set(outcomes).size === published.size);
    }
    expect(outcomes).toHaveLength(published.size);
  });
});
