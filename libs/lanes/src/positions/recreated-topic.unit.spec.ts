import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';

import type { Log } from '#libs/observability';
import { encodeCommand } from '../format/operator-command.js';
import type { StoredPosition } from '../format/ledger-format.js';
import { decodePosition } from '../format/ledger-decode.js';
import { positionKey } from '../format/ledger-keys.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';
import type { LaneContext } from '../context/lane-context.js';
import { LaneFixture, until } from '../lane/lane-fixture.fake.spec.js';
import { Lane } from '../lane/lane.js';
import type { MemoryKafka } from '../lane/memory-kafka.fake.spec.js';
import { takeInById, type TestEntry } from '../lane/test-application.fake.spec.js';

const LANE = 1;
const idOf = (n: number) => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;
const ids = (from: number, count: number) => Array.from({ length: count }, (_, at) => idOf(from + at));

describe('an input topic that is created anew under a running lane', () => {
  let fixture: LaneFixture;
  let kafka: MemoryKafka;
  let log: Log & { readonly lines: readonly string[] };
  const lanes: Lane<TestEntry>[] = [];

  beforeEach(() => {
    fixture = new LaneFixture(2);
    ({ kafka } = fixture);
    log = recordingLog();
  });

  afterEach(() => {
    lanes.splice(0).forEach((lane) => lane.drop('test over'));
    expect(fixture.application.faults).toEqual([]);
  });

  async function running(more: Partial<LaneContext<TestEntry>> = {}): Promise<Lane<TestEntry>> {
    const ignore = () => undefined;
    const context = fixture.context({ log, ...more });
    const lane = new Lane(LANE, context, { changed: ignore, failed: ignore, fatal: ignore });
    lanes.push(lane);
    lane.start();
    await until('the lane runs', () => lane.state === 'running');
    return lane;
  }

  const publish = (values: readonly string[], partition = LANE) =>
    kafka.append(
      'in',
      partition,
      values.map((value) => ({ value })),
    );
  const outcomes = () => kafka.records('out').map(({ value }) => value?.toString());
  /** Of the one partition; each says it for itself. */
  const alarms = () =>
    log.lines.filter((line) => line.includes('created anew') && line.includes(`"partition":${LANE},`));
  const read = (lane: Lane<TestEntry>) =>
    [...lane.fetchable()].map(({ topic, partition }) => `${topic}/${partition}`);

  function stored(topic = 'in', partition = LANE): StoredPosition | undefined {
    const record = kafka
      .partition('ledger', LANE)
      .findLast(({ key }) => key?.toString() === positionKey(topic, partition));
    return record?.value ? decodePosition(record.value) : undefined;
  }

  /** Fetches until so many events have an outcome. */
  async function answered(lane: Lane<TestEntry>, count: number): Promise<void> {
    const deadline = performance.now() + 300_000;
    while (outcomes().length < count && performance.now() < deadline) {
      await fixture.fetchAll(lane);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(outcomes()).toHaveLength(count);
  }

  test('is read from its beginning, with an alarm, although it has grown past our position', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    kafka.recreate('in');
    publish(ids(10, 8));
    await answered(lane, 11);
    expect(new Set(outcomes()).size).toBe(11);
    expect(alarms()).toHaveLength(1);
    expect(stored()).toMatchObject({ next: 8n, topicId: kafka.topicId('in') });
  });

  test('is read from its beginning each time, also where it is created anew twice', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    kafka.recreate('in');
    publish(ids(10, 5));
    await answered(lane, 8);
    kafka.recreate('in');
    kafka.recreate('in');
    publish(ids(20, 9));
    await answered(lane, 17);
  });

  test('is noticed by a paused lane once it reads again', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    const decision = { at: '2026-01-01T00:00:00.000Z' };
    const say = (kind: 'pause' | 'resume') =>
      kafka.append('commands', LANE, [{ value: encodeCommand({ ...decision, id: randomUUID(), kind }) }]);
    say('pause');
    await fixture.fetchAll(lane);
    expect(read(lane)).toEqual(['commands/1']);
    kafka.recreate('in');
    publish(ids(10, 8));
    say('resume');
    await answered(lane, 11);
  });

  test.each([
    ['was not read for a while', () => undefined],
    [
      'could not be read',
      (lane: Lane<TestEntry>) => [...lane.fetchable()].forEach((source) => source.doubted()),
    ],
  ])('is not read on from the old position where it %s, even if the metadata is old', async (how, doubt) => {
    const seen: bigint[] = [];
    const lane = await running({
      handleRecord: (record) => {
        seen.push(record.offset);
        return takeInById('out')(record);
      },
    });
    publish(ids(1, 3));
    await answered(lane, 3);
    kafka.oldIds.set('in', kafka.topicId('in') ?? '');
    kafka.recreate('in');
    publish(ids(10, 8));
    fixture.now += how === 'could not be read' ? 0 : 3000;
    doubt(lane);
    await answered(lane, 11);
    expect(seen).toEqual([0n, 1n, 2n, 0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  });

  test('is read from its beginning once, also where the record tells before the metadata does', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    kafka.oldIds.set('in', kafka.topicId('in') ?? '');
    kafka.recreate('in');
    publish(ids(10, 8));
    // By then a position that was at the beginning is looked at once more, by its record.
    fixture.now += 10_000;
    await answered(lane, 11);
    kafka.oldIds.clear();
    publish(ids(20, 1));
    await answered(lane, 12);
    expect(alarms()).toHaveLength(1);
  });

  test('is noticed without ids where a source was not read for a while', async () => {
    kafka.givesIds = false;
    const lane = await running({ maxOpenPerLane: 3 });
    const { promise, resolve } = Promise.withResolvers<void>();
    fixture.gate = promise;
    publish(ids(1, 3));
    await fixture.fetchAll(lane);
    expect(read(lane)).toEqual(['commands/1']); // full
    fixture.now += 6000;
    kafka.recreate('in');
    publish(ids(10, 3));
    resolve();
    await answered(lane, 6);
    expect(alarms()).toHaveLength(1);
  });

  test('is not read before the leader says so: metadata may be old', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    kafka.oldIds.set('in', 'an id of long ago');
    publish(ids(4, 2));
    expect(read(lane)).not.toContain('in/1');
    kafka.oldIds.clear();
    await answered(lane, 5);
    expect(alarms()).toEqual([]);
  });

  test('a chunk of the old topic that arrives late is not taken for one of the new topic', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    const old = [...lane.fetchable()].find(({ topic, partition }) => topic === 'in' && partition === LANE);
    kafka.recreate('in');
    publish(ids(10, 5));
    const late = kafka.partition('in', LANE).slice(3);
    await fixture.fetchAll(lane);
    await until('it is begun anew', () => alarms().length === 1);
    await old?.deliver(late, 5n);
    await answered(lane, 8);
  });

  test('with fewer partitions: the others are read, and what is gone is said once', async () => {
    const lane = await running();
    publish(ids(1, 2));
    publish(ids(3, 2), 3);
    await answered(lane, 4);
    kafka.recreate('in', 2);
    publish(ids(10, 5));
    await answered(lane, 9);
    expect(read(lane)).not.toContain('in/3');
    expect(log.lines.filter((line) => line.includes('fewer partitions'))).toHaveLength(1);
    kafka.create('in', 4);
    publish(ids(20, 4), 3);
    await answered(lane, 13);
  });

  test('with fewer partitions while no instance holds the lane: what is gone is said when it is taken, once', async () => {
    const lane = await running();
    publish(ids(1, 2));
    publish(ids(3, 2), 3);
    await answered(lane, 4);
    lane.drop('lost');
    kafka.recreate('in', 2);
    publish(ids(10, 5));
    const next = await running();
    await answered(next, 9);
    const said = () => log.lines.filter((line) => line.includes('fewer partitions'));
    expect(said()).toEqual([expect.stringContaining('"partition":3')]);
    next.drop('lost');
    kafka.create('in', 4);
    publish(ids(20, 4), 3);
    await answered(await running(), 13);
    expect(said()).toHaveLength(1);
  });

  test('with more partitions: all of them are read', async () => {
    const lane = await running();
    publish(ids(1, 2));
    await answered(lane, 2);
    kafka.recreate('in', 6);
    publish(ids(10, 4));
    publish(ids(20, 3), 5);
    await lane.session?.parts.expansion.adopt();
    await answered(lane, 9);
  });

  test('while no instance holds the lane: the next owner reads it from its beginning', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    lane.drop('lost');
    kafka.recreate('in');
    publish(ids(10, 8));
    await answered(await running(), 11);
    expect(alarms()).toHaveLength(1);
  });

  test('between the look at its positions and the first fetch: it is read from its beginning', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    lane.drop('lost');
    const next = await running();
    kafka.recreate('in');
    publish(ids(10, 8));
    await answered(next, 11);
  });

  test('a commands topic that is created anew is read from its beginning too', async () => {
    const lane = await running();
    const say = (kind: 'pause' | 'resume') => ({
      value: encodeCommand({ id: randomUUID(), at: '2026-01-01T00:00:00.000Z', kind }),
    });
    kafka.append('commands', LANE, [say('resume')]);
    await fixture.fetchAll(lane);
    await until('it is accounted for', () => stored('commands')?.next === 1n);
    kafka.recreate('commands');
    kafka.append('commands', LANE, [say('pause'), say('pause')]);
    await fixture.fetchAll(lane);
    await until('it is noticed', () => alarms().length === 1);
    await fixture.fetchAll(lane);
    await until('it is paused', () => lane.session?.parts.status.isPaused === true);
  });

  test('a position of an earlier version gets the id of its topic, if the record before it is the same', async () => {
    kafka.givesIds = false;
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    expect(stored()?.topicId).toBeUndefined();
    lane.drop('lost');
    kafka.givesIds = true;
    await running();
    expect(stored()).toMatchObject({ next: 3n, topicId: kafka.topicId('in') });
    expect(alarms()).toEqual([]);
  });

  test('a ledger that was copied to another cluster goes on by the record before the position', async () => {
    const lane = await running();
    publish(ids(1, 3));
    await answered(lane, 3);
    lane.drop('lost');
    kafka.clusterId = 'there';
    const before = stored()?.topicId;
    kafka.rename('in');
    await running();
    expect(stored()).toMatchObject({ next: 3n, topicId: kafka.topicId('in') });
    expect(kafka.topicId('in')).not.toBe(before);
    expect(alarms()).toEqual([]);
  });

  test.each([true, false])(
    'a partition that was truncated, and has grown past our position before that is believed, is read from its beginning (ids: %p)',
    async (givesIds) => {
      kafka.givesIds = givesIds;
      const lane = await running();
      publish(ids(1, 3));
      await answered(lane, 3);
      const source = [...lane.fetchable()].find(
        ({ topic, partition }) => topic === 'in' && partition === LANE,
      );
      kafka.loseTail('in', LANE, 1n);
      source?.doubted();
      await source?.outOfRange();
      publish(ids(10, 5));
      await answered(lane, 8);
      expect(outcomes()).toEqual([...ids(1, 3), ...ids(10, 5)]);
      expect(alarms()).toEqual([expect.stringContaining('was truncated or created anew')]);
    },
  );
});
