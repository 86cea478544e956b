import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { describe, expect, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { openAdmin } from '../../../kafka/src/admin/topic-admin.js';
import { readRange } from '../../../kafka/src/read/topic-reader.js';
import { partitionFor } from '../../../kafka/src/write/partitioner.js';
import { LaneRuntime } from './lane-supervisor.js';
import { TEST_KAFKA, TEST_LANES, TestService, until } from './test-service.fake.spec.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const work = (values: readonly string[]) => values.map((value) => ({ value }));
const repeated = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);
const sorted = (values: Iterable<string>) => [...values].sort();

describe(LaneRuntime.name, () => {
  test('every record has one result, and an instance that starts anew repeats none', async () => {
    await using service = new TestService('once');
    const log = recordingLog();
    const first = await service.ready({ log });
    const outcomes = service.watch(service.topics.output);
    const wanted = ids(500);
    await service.publish(work(wanted));
    await until('all are settled', () => outcomes.length >= wanted.length);
    await first.runtime.close();

    await service.ready();
    await service.publish(work([...wanted.slice(0, 50), ...ids(1)]));
    await until('the new one is settled', () => outcomes.length > wanted.length);
    expect(new Set(outcomes).size).toBe(501);
    expect(outcomes.length).toBe(501);
    expect(sorted(first.application.effects)).toEqual(sorted(wanted));
    expect(log.lines.filter((line) => line.includes('cannot be taken'))).toEqual([]);
  });

  test('poison is answered by dead letters, and holds up nothing behind it', async () => {
    await using service = new TestService('poison');
    await service.ready();
    const outcomes = service.watch(service.topics.output);
    const deadLetters = service.watch(service.topics.deadLetters);
    const good = ids(20);
    await service.publish([
      { value: null, partition: 0 },
      { value: 'nonsense', partition: 0 },
      { value: 'throw', partition: 0 },
      ...good.map((value) => ({ value, partition: 0 })),
    ]);
    await until('what is good is settled', () => outcomes.length === good.length);
    const { input } = service.topics;
    await until('what is not has dead letters', () => deadLetters.length === 3);
    expect(sorted(deadLetters)).toEqual([`${input}/0/0`, `${input}/0/1`, `${input}/0/2`]);
  });

  test('lanes that stay where they are run on through a rebalance, and a lane that moves leaves nothing behind', async () => {
    await using service = new TestService('rebalance');
    // Longer than anything here is waited for: the lanes of an instance that leaves are taken before that.
    const first = await service.ready({ sessionTimeoutMs: 600_000 });
    const outcomes = service.watch(service.topics.output);
    const wanted = ids(900);
    await service.publish(work(wanted.slice(0, 300)));
    const before = new Map(first.runtime.health().lanes.map(({ lane, since }) => [lane, since]));

    const second = service.instance({ sessionTimeoutMs: 600_000 });
    await service.publish(work(wanted.slice(300, 600)));
    await until('they share', () => [first, second].every(({ runtime }) => lanesOf(runtime).length === 2));
    for (const { lane, since } of first.runtime.health().lanes) {
      expect(since).toBe(before.get(lane));
    }
    await second.runtime.close();
    await service.publish(work(wanted.slice(600)));
    await until('the first has them all again', () => lanesOf(first.runtime).length === 4);
    await until('all are settled', () => outcomes.length >= wanted.length);
    expect(sorted(outcomes)).toEqual(sorted(wanted));
  });

  test('a ledger that was compacted tells the same', async () => {
    await using service = new TestService('compacted');
    await service.createTopics({
      ledger: {
        'segment.bytes': '1048576',
        'segment.ms': '200',
        'min.cleanable.dirty.ratio': '0.001',
        'min.compaction.lag.ms': '0',
        'max.compaction.lag.ms': '200',
      },
    });
    const first = await service.ready();
    const outcomes = service.watch(service.topics.output);
    const wanted = ids(300);
    await service.publish(work(wanted));
    await until('all are settled', () => outcomes.length === wanted.length);
    const [seed = ''] = wanted;
    let most = 0;
    const hasShrunk = async () => {
      // Segments roll when something is written.
      await service.publish([{ value: seed }]);
      const count = await ledgerRecords(service, partitionFor(seed, TEST_LANES));
      most = Math.max(most, count);
      return count < most;
    };
    await until('the ledger has been compacted', hasShrunk);
    await first.runtime.close();
    const second = await service.ready();
    await service.publish(work([...wanted, ...ids(1)]));
    await until('the new one is settled', () => outcomes.length > wanted.length);
    expect(repeated(outcomes)).toEqual([]);
    expect(second.application.effects.length).toBe(1);
  });

  test('a ledger that was deleted is not taken for an empty one', async () => {
    await using service = new TestService('deleted');
    const first = await service.ready();
    const outcomes = service.watch(service.topics.output);
    await service.publish(work(ids(40)));
    await until('all are settled', () => outcomes.length === 40);
    await first.runtime.close();
    const admin = await openAdmin(TEST_KAFKA, { log: silentLog });
    await admin.delete([service.topics.ledger]);
    await admin.close();
    const log = recordingLog();
    const { runtime } = service.instance({ startFrom: 'earliest', log });
    await until('its lanes have stopped', () => {
      const { lanes } = runtime.health();
      return lanes.length > 0 && lanes.every(({ state }) => state === 'stopped');
    });
    expect(runtime.health().problem).toContain('lost data');
    expect(outcomes.length).toBe(40);
  });

  test('partitions that are added while it runs are read from their beginning', async () => {
    await using service = new TestService('grown');
    await service.ready({ startFrom: 'latest', metadataRefreshMs: 1000 });
    const outcomes = service.watch(service.topics.output);
    const admin = await openAdmin(TEST_KAFKA, { log: silentLog });
    await admin.addPartitions(service.topics.input, 6);
    await admin.close();
    const wanted = ids(2);
    await service.publish(wanted.map((value, at) => ({ value, partition: 4 + at })));
    await until('both are settled', () => outcomes.length === 2);
    expect(sorted(outcomes)).toEqual(sorted(wanted));
  });

  test('a new group on a topic that holds records is refused until START_FROM says where to begin', async () => {
    await using service = new TestService('backlog');
    await service.createTopics();
    await service.publish(work(ids(8)));
    const { runtime } = service.instance();
    await until('it is refused', () => service.fatal.length > 0);
    expect(service.fatal[0]).toContain('START_FROM=earliest');
    await runtime.close();
    await service.ready({ startFrom: 'earliest' });
    const outcomes = service.watch(service.topics.output);
    await until('all are settled', () => outcomes.length === 8);
  });

  test('what is wrong with the topics is said in one sentence, and it starts when it has been repaired', async () => {
    await using service = new TestService('missing');
    const log = recordingLog();
    const { runtime } = service.instance({ topicsCreate: false, log });
    await until(
      'it says what is missing',
      () => runtime.health().problem?.includes('does not exist') === true,
    );
    expect(runtime.health()).toMatchObject({ joined: false, ready: false });
    await service.createTopics();
    await until('it is ready', () => runtime.health().ready);
    expect(runtime.health().problem).toBeUndefined();
    expect(log.lines.filter((line) => line.includes('does not exist')).length).toBe(1);
  });

  test.each([
    ['a ledger that is not compacted', { ledger: { 'cleanup.policy': 'delete' } }, 'cleanup.policy=compact'],
    ['commands with another number of partitions than the ledger', { commands: 5 }, 'as many partitions'],
  ])('%s refuses the start', async (_what, topics, said) => {
    await using service = new TestService('wrong');
    await service.createTopics(topics);
    const { runtime } = service.instance();
    await until('it is refused', () => service.fatal.length > 0);
    expect(service.fatal[0]).toContain(said);
    expect(runtime.health().ready).toBe(false);
  });

  test('a broker that is not there is waited for, with one line in the log', async () => {
    await using service = new TestService('away');
    const log = recordingLog();
    let tries = 0;
    const deaf = createServer((socket) => {
      tries += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const address = `127.0.0.1:${(deaf.address() as AddressInfo).port}`;
    const { runtime } = service.instance({ kafka: { ...TEST_KAFKA, brokers: [address] }, log });
    await until('it says so', () => runtime.health().problem !== undefined);
    const before = tries;
    await until('it has tried more than once', () => tries > before + 2);
    expect(log.lines.filter((line) => line.includes(address)).length).toBe(1);
    expect(service.fatal).toEqual([]);
    await runtime.close();
    deaf.close();
  });
});

function lanesOf(runtime: LaneRuntime<unknown>): readonly number[] {
  const { ready, lanes } = runtime.health();
  return ready ? lanes.map(({ lane }) => lane) : [];
}

/** How many records a partition of the ledger holds. */
async function ledgerRecords({ topics: { ledger: topic } }: TestService, partition: number): Promise<number> {
  const admin = await openAdmin(TEST_KAFKA, { log: silentLog });
  const [from, until] = [await admin.offsets(topic, 'earliest'), await admin.offsets(topic, 'latest')];
  await admin.close();
  const range = { topic, partition, from: from[partition] ?? 0n, until: until[partition] ?? 0n };
  const signal = AbortSignal.timeout(300_000);
  let count = 0;
  for await (const _record of readRange(TEST_KAFKA, { ...range, signal, log: silentLog })) {
    count += 1;
  }
  return count;
}
