import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Producer } from 'kafkajs';

import { createMetrics, silentLog, type Metrics } from '#libs/observability';

import { createKafka } from '../../../kafka/src/kafkajs/client.js';
import { never, TestKafka, uniqueName } from '../../../kafka/src/client/test-kafka.fixture.spec.js';
import { PartitionPosition } from '../positions/partition-position.js';
import { isRecreated } from '../positions/recreated-topic.js';
import { TestService, until } from '../supervisor/test-service.fake.spec.js';
import { laneKafka } from '../supervisor/lane-kafka.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';
import { readCommitted } from '../../../kafka/src/read/read-committed.js';
import { PartitionWatch } from './partition-watch.js';
import type { AuditedLane } from './standing-audit.js';

jest.setTimeout(120_000);

let kafka: TestKafka;
let producer: Producer;

beforeAll(async () => {
  kafka = await TestKafka.open();
  producer = createKafka(kafka.settings, { log: silentLog }).producer({
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

async function gauge(metric: Metrics['unaccountedRecords'], topic: string, partition: number) {
  const { values } = await metric.get();
  return values.find(({ labels }) => labels.topic === topic && String(labels.partition) === String(partition))
    ?.value;
}

describe('An instance', () => {
  test('says that records wait behind a transaction of their publisher, stays ready, and says when it is over', async () => {
    await using service = new TestService('behind');
    const log = recordingLog();
    const metrics = createMetrics();
    const { runtime } = await service.ready({ watchMs: 50, log, metrics });
    const outcomes = service.watch(service.topics.output);
    const { input } = service.topics;
    const transaction = await producer.transaction();
    const timestamp = Date.now() - 60_000;
    const aborted = { value: 'never', partition: 2, timestamp: String(timestamp) };
    await transaction.send({ topic: input, messages: [aborted] });
    await service.publish([{ value: '5a3f5c1e-0a4f-4b7e-9c55-6a0b3a2f6e11', partition: 2 }]);

    await until('it is told', () => runtime.health().behindTransactions?.[0]?.records === 2);
    const { ready, problem, behindTransactions } = runtime.health();
    const since = new Date(timestamp).toISOString();
    expect(ready).toBe(true);
    expect(problem).toBe(
      `Records of ${input}/2 from offset 0 on wait behind a transaction of their publisher, open since ${since} (by the time of its first record)`,
    );
    expect(behindTransactions).toEqual([
      {
        ...{ topic: input, partition: 2, records: 2, from: '0', until: '2' },
        ...{ openSince: since, openSinceBy: 'first-record' },
      },
    ]);
    expect(await gauge(metrics.behindOpenTransaction, input, 2)).toBe(2);
    expect(outcomes).toEqual([]);

    await transaction.abort();
    await until('the record behind it has its outcome', () => outcomes.length === 1);
    await until('it is over', () => runtime.health().behindTransactions === undefined);
    await until(
      'the gauge is back',
      async () => (await gauge(metrics.behindOpenTransaction, input, 2)) === 0,
    );
    expect(log.lines.filter((line) => line.includes('wait behind a transaction'))).toEqual([
      expect.stringContaining(problem ?? ''),
    ]);
  });
});

describe(PartitionWatch.name, () => {
  /** What a lane has read of a topic, from its position on. */
  async function read(topic: string, position: PartitionPosition): Promise<void> {
    const until = await kafka.client.listOffset(topic, 0, 'latest');
    const range = { topic, partition: 0, from: position.next, until, signal: never };
    for await (const records of readCommitted(kafka.client, range)) {
      records.forEach((record) => position.account(position.track(record)));
    }
    position.reach(until);
    position.advance();
  }

  async function publish(topic: string, count: number): Promise<void> {
    const writer = await kafka.writer();
    await writer.send(
      topic,
      Array.from({ length: count }, (_, at) => ({ key: null, value: `${at}`, partition: 0 })),
    );
    await writer.close();
  }

  test('finds a topic that was created anew and filled while its lane stood still, with topic, partition and offsets', async () => {
    const [topic, ledger] = [await kafka.topic(), await kafka.topic()];
    const metrics = createMetrics();
    const log = recordingLog();
    const { client } = kafka;
    const lanes = laneKafka({ client, groupId: 'unused', commands: topic });
    const watch = new PartitionWatch({
      client: kafka.client,
      isAnother: (source, last) =>
        isRecreated({ kafka: lanes }, { ...source, stored: { next: last.offset + 1n, last } }, never),
      ...{ verifyEvery: 1, now: Date.now, metrics, log },
    });
    const position = new PartitionPosition({ next: 0n });
    const lane: AuditedLane = {
      identity: {},
      sources: [{ topic, partition: 0, role: 'input', position }],
      ledger: { topic: ledger, partition: 0, end: 0n },
    };
    await publish(topic, 40);
    await read(topic, position);
    await watch.turn([lane]);
    expect(watch.problems).toEqual([]);
    expect(await gauge(metrics.unaccountedRecords, topic, 0)).toBe(0);

    await kafka.admin.delete([topic]);
    await until('it can be created anew', async () => {
      const spec = { name: topic, partitions: 1, replicationFactor: 1 };
      return (await kafka.admin.create([spec]))[0]?.kind === 'done';
    });
    await publish(topic, 100);
    await until('it is found', async () => {
      await kafka.client.refresh();
      await watch.turn([lane]);
      return watch.unaccounted.length > 0;
    });
    expect(watch.unaccounted).toEqual([
      { topic, partition: 0, why: 'another-log', records: 40, from: 0n, until: 40n },
    ]);
    const sentence = `Records of ${topic}/0 were never read, the partition was created anew below the position of its lane: offsets 0 to 39, 40 at most`;
    expect(watch.problems).toEqual([sentence]);
    expect(log.lines).toEqual([expect.stringContaining(sentence)]);
    expect(await gauge(metrics.unaccountedRecords, topic, 0)).toBe(40);

    position.restart(0n);
    await read(topic, position);
    await watch.turn([lane]);
    expect(watch.problems).toEqual([]);
    expect(await gauge(metrics.unaccountedRecords, topic, 0)).toBe(0);
  });
});
