import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import type { LaneContext } from '../context/lane-context.js';
import { LaneFixture, until } from '../lane/lane-fixture.fake.spec.js';
import { Lane } from '../lane/lane.js';
import { type LaneSource, PartitionPosition } from '../positions/partition-position.js';
import { ReadAhead } from './read-ahead.js';
import type { TestEntry } from '../lane/test-application.fake.spec.js';

const LANE = 1;
const idOf = (n: number) => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;
const plain = (n: number) => ({ value: idOf(n) });
const urgent = (n: number) => ({ value: `urgent ${idOf(n)}` });

describe('a lane that is full', () => {
  let fixture: LaneFixture;
  const lanes: Lane<TestEntry>[] = [];

  beforeEach(() => {
    fixture = new LaneFixture(2);
  });

  afterEach(() => {
    lanes.splice(0).forEach((lane) => lane.drop('test over'));
    expect(fixture.application.faults).toEqual([]);
  });

  async function running(more: Partial<LaneContext<TestEntry>> = {}): Promise<Lane<TestEntry>> {
    const context = fixture.context({
      maxOpenPerLane: 2,
      isUrgent: ({ value }) => value?.includes('urgent') ?? false,
      ...more,
    });
    const ignore = { changed: () => undefined, failed: () => undefined, fatal: () => undefined };
    const lane = new Lane(LANE, context, ignore);
    lanes.push(lane);
    lane.start();
    await until('the lane runs', () => lane.state === 'running');
    return lane;
  }

  function holdWork(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    fixture.gate = promise;
    return resolve;
  }

  const publish = (...messages: readonly { readonly value: string }[]) =>
    fixture.kafka.append('in', LANE, messages);
  const outcomes = () => fixture.kafka.records('out').map(({ value }) => value?.toString());
  const openIds = (lane: Lane<TestEntry>, ...numbers: number[]) =>
    numbers.filter((n) => lane.session?.parts.memory.originOf(idOf(n)) !== undefined);
  const position = () =>
    fixture.kafka
      .partition('ledger', LANE)
      .findLast(({ key }) => key?.toString() === `position/in/${LANE}`)
      ?.value?.toString();

  /** Reads on until every record of the input has been passed. */
  async function readToTheEnd(lane: Lane<TestEntry>): Promise<void> {
    const end = await fixture.kafka.listOffset('in', LANE, 'latest');
    for (let next = -1n; next < end;) {
      await fixture.fetchAll(lane);
      await new Promise((resolve) => setImmediate(resolve));
      next =
        [...(lane.session?.parts.positions.sources ?? [])].find(
          ({ topic, partition }) => topic === 'in' && partition === LANE,
        )?.position.stored.next ?? -1n;
    }
  }

  test('takes what is urgent before its turn, moves no position for it, and answers each event once', async () => {
    const release = holdWork();
    const lane = await running();
    publish(plain(1), plain(2), plain(3), plain(4), urgent(9), plain(5));
    await fixture.fetchAll(lane);
    await until('it is taken', () =>
      fixture.kafka.partition('ledger', LANE).some(({ key }) => key?.toString().includes(idOf(9))),
    );
    expect(openIds(lane, 1, 2, 3, 4, 5, 9)).toEqual([1, 2, 9]);
    expect(position()).toContain('"next":"2"');
    release();
    await readToTheEnd(lane);
    await until('all are answered', () => outcomes().length === 6);
    expect(new Set(outcomes()).size).toBe(6);
    expect(position()).toContain('"next":"6"');
  });

  test('answers an event once that was taken before its turn by an owner who is gone', async () => {
    const release = holdWork();
    const lane = await running();
    publish(plain(1), plain(2), plain(3), urgent(9), plain(4));
    await fixture.fetchAll(lane);
    await until('it is durable', () =>
      fixture.kafka
        .partition('ledger', LANE)
        .some(({ key, value }) => key?.toString().includes(idOf(9)) && value?.toString().includes('begun')),
    );
    lane.drop('lost');
    fixture.application = fixture.newApplication();
    release();
    const next = await running();
    expect(fixture.application.begun[0]?.ids).toEqual([idOf(1), idOf(2), idOf(9)]);
    await readToTheEnd(next);
    await until('all are answered', () => outcomes().length === 5);
    expect(new Set(outcomes()).size).toBe(5);
  });

  test('takes only work before its turn: what is answered at once, and what a handler throws at, waits for it', async () => {
    const release = holdWork();
    const lane = await running();
    publish(plain(1), plain(2), { value: `answer ${idOf(7)} urgent` }, { value: 'throw urgent' }, urgent(9));
    await fixture.fetchAll(lane);
    await until('the work is taken', () => openIds(lane, 9).length === 1);
    expect(outcomes()).toEqual([]);
    expect(fixture.kafka.records('dead')).toEqual([]);
    release();
    await readToTheEnd(lane);
    await until('all are answered', () => outcomes().length === 4);
    expect(new Set(outcomes()).size).toBe(4);
    expect(fixture.kafka.records('dead')).toHaveLength(1);
  });

  test('leaves a repeat, and other content under an id that it knows, to their turn', async () => {
    const release = holdWork();
    const lane = await running();
    publish(plain(1), plain(2), urgent(9), urgent(9), { value: `urgent ${idOf(9)} other` });
    await fixture.fetchAll(lane);
    await until('the first is taken', () => openIds(lane, 9).length === 1);
    expect(lane.session?.parts.memory.openCount).toBe(3);
    release();
    await readToTheEnd(lane);
    await until('all are answered', () => outcomes().length === 4);
    expect(outcomes().filter((id) => id === idOf(9))).toHaveLength(1);
  });

  test('takes a bounded number of them, and the others when there is room', async () => {
    const release = holdWork();
    const lane = await running();
    publish(plain(1), plain(2), plain(3), ...Array.from({ length: 600 }, (_, i) => urgent(100 + i)));
    await fixture.fetchAll(lane);
    await fixture.fetchAll(lane);
    expect(lane.session?.parts.memory.openCount).toBe(502);
    release();
    await readToTheEnd(lane);
    await until('all are answered', () => outcomes().length === 603);
    expect(new Set(outcomes()).size).toBe(603);
  });

  test('looks at each record once, and at those that come meanwhile', async () => {
    holdWork();
    const seen: bigint[] = [];
    const lane = await running({
      isUrgent: ({ offset, value }) => seen.push(offset) > 0 && (value?.includes('urgent') ?? false),
    });
    publish(plain(1), plain(2), plain(3), plain(4));
    await fixture.fetchAll(lane);
    await fixture.fetchAll(lane);
    publish(urgent(9));
    await fixture.fetchAll(lane);
    expect(openIds(lane, 9)).toEqual([9]);
    expect(seen).toEqual([2n, 3n, 4n]);
  });

  test('looks at nothing while an operator has stopped it', async () => {
    holdWork();
    const lane = await running();
    publish(plain(1), plain(2), plain(3), urgent(9));
    const pausing = { id: idOf(99), kind: 'pause', at: new Date(0).toISOString(), lane: LANE };
    fixture.kafka.append('commands', LANE, [{ value: JSON.stringify(pausing) }]);
    await until(
      'it stands still',
      () => lane.session?.parts.status.isPaused === true || (void fixture.fetchAll(lane), false),
    );
    expect([...(lane.session?.parts.ahead.lookable() ?? [])]).toEqual([]);
  });
});

describe(ReadAhead.name, () => {
  const source = (next: bigint, lookAt: bigint, role: LaneSource['role'] = 'input'): LaneSource => {
    const position = new PartitionPosition({ next });
    position.looked(lookAt);
    return { topic: 'in', partition: 0, role, position };
  };
  const lookedAt = (
    where: LaneSource,
    more: { readonly urgent?: 'never'; readonly room?: boolean; readonly roomForUrgent?: boolean } = {},
  ): readonly LaneSource[] => {
    const ahead = new ReadAhead({
      isUrgent: more.urgent === 'never' ? undefined : () => true,
      positions: { sources: [where] },
      backpressure: { has: () => more.room ?? false, hasForUrgent: () => more.roomForUrgent ?? true },
      intake: { takeEarly: async () => undefined },
    });
    return [...ahead.lookable()];
  };

  test.each<readonly [string, LaneSource, Parameters<typeof lookedAt>[1], boolean]>([
    ['an input that the lane is full of', source(5n, 5n), {}, true],
    ['it as far as the bound', source(5n, 100_004n), {}, true],
    ['nothing beyond the bound', source(5n, 100_005n), {}, false],
    ['no commands: they are read in any case', source(5n, 5n, 'commands'), {}, false],
    ['nothing that there is room for', source(5n, 5n), { room: true }, false],
    ['nothing without room for what is urgent', source(5n, 5n), { roomForUrgent: false }, false],
    ['nothing where nothing is ever urgent', source(5n, 5n), { urgent: 'never' }, false],
  ])('looks at %s', (_what, where, more, looks) => {
    expect(lookedAt(where, more)).toEqual(looks ? [where] : []);
  });
});
