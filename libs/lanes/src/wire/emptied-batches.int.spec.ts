import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { EmbeddedCluster } from '#libs/embedded-kafka';
import { silentLog } from '#libs/observability';

import { createKafka } from '../kafka/client.js';
import { never, TestKafka, uniqueName } from '../kafka/test-kafka.fixture.spec.js';
import { fetchRequest } from './protocol/fetch.js';
import { readBatchHeader, type BatchHeader } from './records/batch-header.js';
import { Transaction } from './transaction.js';

let cluster: EmbeddedCluster;
let kafka: TestKafka;

beforeAll(async () => {
  // A cleaner that cleans while one waits.
  cluster = await EmbeddedCluster.start({
    properties: { 'log.cleaner.backoff.ms': 50, 'log.initial.task.delay.ms': 100 },
  });
  kafka = await TestKafka.open({ brokers: cluster.brokers(), clientId: 'lanes-test' });
}, 90_000);

afterAll(async () => {
  await kafka.close();
  await cluster.stop();
});

/** The first batch that a fetch from this offset brings. */
async function batchAt(topic: string, offset: bigint): Promise<BatchHeader | undefined> {
  const request = fetchRequest([{ topic, partition: 0, offset, maxBytes: 1 }], {
    maxWaitMs: 10,
    maxBytes: 1,
  });
  const { partitions } = await kafka.wire.ask(kafka.wire.leaderOf(topic, 0), 'questions', request);
  const recordSet = partitions[0]?.recordSet;
  return recordSet && recordSet.length > 0 ? readBatchHeader(recordSet, 0) : undefined;
}

describe('a ledger whose owner crashed in the middle of a transaction', () => {
  test('is read past the batch that the cleaner has emptied', async () => {
    const topic = await kafka.topic({
      configs: {
        'cleanup.policy': 'compact',
        'segment.ms': '100',
        'min.cleanable.dirty.ratio': '0.01',
        'delete.retention.ms': '100',
      },
    });
    const id = uniqueName('tx');
    const crashed = createKafka(kafka.settings, { log: silentLog }).producer({
      transactionalId: id,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await crashed.connect();
    const unfinished = await crashed.transaction();
    await unfinished.send({ topic, messages: [{ key: 'a', value: 'never committed' }] });
    await new Transaction(kafka.wire, id, { timeoutMs: 10_000, budgetMs: 10_000, signal: never }).fence();
    await crashed.disconnect();

    const writer = await kafka.writer();
    let rounds = 0;
    let first = await batchAt(topic, 0n);
    while (first === undefined || first.baseOffset > 0n || first.recordCount > 0) {
      rounds += 1;
      await writer.send(topic, [{ key: 'b', value: `${rounds}` }]);
      first = await batchAt(topic, 0n);
    }
    await writer.send(topic, [{ key: 'b', value: 'last' }]);
    await writer.close();
    expect(first).toMatchObject({ baseOffset: 0n, recordCount: 0, isTransactional: true });
    expect((await kafka.values(topic, 0, 0n)).at(-1)).toBe('last');
  }, 150_000);
});
