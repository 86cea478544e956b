import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createMetrics } from '#libs/observability';
import { encodeCommand, type OperatorCommand, type ReplayMode } from '../format/operator-command.js';
import type { LaneContext } from '../context/lane-context.js';
import { LaneFixture, until } from '../lane/lane-fixture.fake.spec.js';
import { Lane } from '../lane/lane.js';
import type { LaneRecord } from '../ports/lane-record.js';
import type { MemoryKafka } from '../lane/memory-kafka.fake.spec.js';
import type { TestEntry } from '../lane/test-application.fake.spec.js';
import { replayKey } from '../format/ledger-keys.js';
import { decodeReplay } from '../format/ledger-decode.js';
import type { StoredReplay } from '../format/ledger-format.js';

const LANE = 1;
const at = '2026-01-01T00:00:00.000Z';
const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;

let fixture: LaneFixture;
let kafka: MemoryKafka;
const lanes: Lane<TestEntry>[] = [];

beforeEach(() => {
  fixture = new LaneFixture(2);
  ({ kafka } = fixture);
});

afterEach(() => {
  lanes.splice(0).forEach((lane) => lane.drop('test over'));
  expect(fixture.application.faults).toEqual([]);
});

async function running(more: Partial<LaneContext<TestEntry>> = {}): Promise<Lane<TestEntry>> {
  const ignore = (): void => undefined;
  const lane = new Lane(LANE, fixture.context(more), { changed: ignore, failed: ignore, fatal: ignore });
  lanes.push(lane);
  lane.start();
  await until('the lane runs', () => lane.state === 'running');
  return lane;
}

async function settled(lane: Lane<TestEntry>, ...ids: readonly string[]): Promise<void> {
  kafka.append(
    'in',
    LANE,
    ids.map((value) => ({ value, key: value })),
  );
  await fixture.fetchAll(lane);
  await until('all are settled', () => lane.session?.parts.memory.openCount === 0);
}

async function command(lane: Lane<TestEntry>, decision: OperatorCommand): Promise<void> {
  kafka.append('commands', LANE, [{ value: encodeCommand(decision) }]);
  await fixture.fetchAll(lane);
}

function aReplay(
  mode: ReplayMode,
  range: { from?: bigint; until?: bigint; keys?: readonly string[] } = {},
): OperatorCommand & { kind: 'replay' } {
  return {
    id: randomUUID(),
    at,
    kind: 'replay',
    topic: 'in',
    partition: LANE,
    from: 0n,
    until: 3n,
    mode,
    ...range,
  };
}

function stored(id: string): StoredReplay | undefined {
  const record = kafka.partition('ledger', LANE).findLast(({ key }) => key?.toString() === replayKey(id));
  return record?.value ? decodeReplay(record.value) : undefined;
}

async function replayed(lane: Lane<TestEntry>, decision: OperatorCommand): Promise<StoredReplay | undefined> {
  await command(lane, decision);
  await until('the replay is done', () => {
    lane.session?.parts.replays.go();
    return stored(decision.id)?.status === 'done' && lane.session?.parts.memory.openCount === 0;
  });
  return stored(decision.id);
}

const outcomes = (): readonly (string | undefined)[] =>
  kafka.records('out').map(({ value }) => value?.toString());

describe('a replay', () => {
  test('of what is settled does nothing', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2), idOf(3));
    const done = await replayed(lane, aReplay('missing'));
    expect(done?.counts).toMatchObject({ read: 3, skipped: 3, opened: 0 });
    expect(fixture.application.effects).toHaveLength(3);
    expect(outcomes()).toHaveLength(3);
  });

  test('carries out what the lane does not know', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2));
    lane.session?.parts.memory.settled.delete(idOf(2));
    const done = await replayed(lane, aReplay('missing', { until: 2n }));
    expect(done?.counts).toMatchObject({ skipped: 1, opened: 1 });
    expect(outcomes()).toEqual([idOf(1), idOf(2), idOf(2)]);
  });

  test('"again" carries settled work out anew, and tells what it supersedes', async () => {
    const previous: unknown[] = [];
    const { handleRecord } = fixture.context();
    const lane = await running({
      handleRecord: (record) => {
        previous.push(record.replay?.previous);
        return handleRecord(record);
      },
    });
    await settled(lane, idOf(1));
    await replayed(lane, aReplay('again', { until: 1n }));
    expect(outcomes()).toEqual([idOf(1), idOf(1)]);
    expect(previous.at(-1)).toEqual({ id: idOf(1) });
  });

  test('of everything tells so with each record, also after it has come to another owner', async () => {
    const everything: unknown[] = [];
    const { handleRecord } = fixture.context();
    const asking = {
      handleRecord: (record: LaneRecord) => {
        everything.push(record.replay?.everything);
        return handleRecord(record);
      },
    };
    const first = await running(asking);
    await settled(first, idOf(1));
    const decision = { ...aReplay('again', { until: 1n }), everything: true } as const;
    await command(first, decision);
    await command(first, { id: randomUUID(), at, kind: 'replay-pause', replay: decision.id });
    await until('it is paused', () => stored(decision.id)?.status === 'paused');
    first.drop('lost');
    everything.splice(0);
    fixture.application = fixture.newApplication();
    const next = await running(asking);
    await command(next, { id: randomUUID(), at, kind: 'replay-resume', replay: decision.id });
    await until('the replay is done', () => {
      next.session?.parts.replays.go();
      return stored(decision.id)?.status === 'done' && next.session?.parts.memory.openCount === 0;
    });
    expect(everything.length).toBeGreaterThan(0);
    expect(everything.every((one) => one === true)).toBe(true);
  });

  test('"republish" publishes what was published, without carrying anything out', async () => {
    const lane = await running({
      republish: ({ replay }, summary) => [
        { topic: 'out', key: null, value: JSON.stringify({ summary, by: replay?.id }), headers: {} },
      ],
    });
    await settled(lane, idOf(1));
    const decision = aReplay('republish', { until: 1n });
    const done = await replayed(lane, decision);
    expect(done?.counts).toMatchObject({ republished: 1, opened: 0 });
    expect(outcomes()).toEqual([idOf(1), JSON.stringify({ summary: { id: idOf(1) }, by: decision.id })]);
    expect(fixture.application.effects).toEqual([idOf(1)]);
  });

  test('of a range that holds an event twice carries it out once more, not twice more', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2), idOf(1));
    const done = await replayed(lane, aReplay('again'));
    expect(done?.counts).toMatchObject({ read: 3, opened: 2, skipped: 1 });
    expect(outcomes()).toEqual([idOf(1), idOf(2), idOf(1), idOf(2)]);
  });

  test.each(['missing', 'again'] as const)(
    'in the mode "%s" takes other content under a known id for work of its own',
    async (mode) => {
      const { handleRecord } = fixture.context();
      const lane = await running({
        handleRecord: async (record) => {
          const intake = await handleRecord(record);
          const fingerprint = `${String(record.offset)}${'0'.repeat(16)}`;
          return intake.kind === 'work'
            ? { ...intake, identity: { id: idOf(1), fingerprint, conflictId: () => idOf(2) } }
            : intake;
        },
      });
      await settled(lane, idOf(1), idOf(2));
      expect(outcomes()).toEqual([idOf(1), idOf(2)]);
      if (mode === 'missing') {
        lane.session?.parts.memory.settled.delete(idOf(2));
      }
      const done = await replayed(lane, aReplay(mode, { from: 1n, until: 2n }));
      expect(done?.counts).toMatchObject({ read: 1, opened: 1 });
      expect(outcomes()).toEqual([idOf(1), idOf(2), idOf(2)]);
      expect(lane.session?.parts.memory.settled.get(idOf(1))).toBeDefined();
    },
  );

  test('takes only the keys it is asked for', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2), idOf(3));
    const done = await replayed(lane, aReplay('again', { keys: [idOf(2)] }));
    expect(done?.counts).toMatchObject({ read: 1, opened: 1 });
    expect(outcomes()).toEqual([idOf(1), idOf(2), idOf(3), idOf(2)]);
  });

  test('leaves behind what retention has eaten, and answers for it', async () => {
    const metrics = createMetrics();
    const lane = await running({ metrics });
    await settled(lane, idOf(1), idOf(2), idOf(3));
    kafka.truncate('in', LANE, 2n);
    expect((await replayed(lane, aReplay('missing')))?.counts).toMatchObject({ expired: 2, read: 1 });
    expect((await metrics.commands.get()).values).toContainEqual({
      labels: { kind: 'replay', result: 'source-record-expired' },
      value: 1,
    });
  });

  test('of a topic that was created anew meanwhile takes nothing of the new one, also with the next owner', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2), idOf(3));
    const asked = aReplay('again');
    kafka.append('commands', LANE, [{ value: encodeCommand(asked) }]);
    await fixture.fetchAll(lane);
    await until('it is in the ledger', () => stored(asked.id) !== undefined);
    lane.drop('lost');
    kafka.recreate('in');
    const next = await running();
    await settled(next, idOf(4), idOf(5), idOf(6));
    await until('it is done', () => {
      next.session?.parts.replays.go();
      return stored(asked.id)?.status === 'done';
    });
    expect(stored(asked.id)?.counts).toMatchObject({ read: 0, expired: 3 });
    expect(outcomes()).toHaveLength(6);
  });

  test('of offsets that the operator saw in a topic that is another one by now takes nothing of it', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2), idOf(3));
    const done = await replayed(lane, { ...aReplay('again'), topicId: 'the one before' });
    expect(done?.counts).toMatchObject({ read: 0, expired: 3 });
  });

  test('is forgotten when its retention has ended, by the owner that the lane has then', async () => {
    const retentionMs = 60_000;
    const lane = await running({ retentionMs });
    await settled(lane, idOf(1));
    const done = aReplay('missing', { until: 1n });
    const waiting = aReplay('missing', { until: 1n });
    await replayed(lane, done);
    await command(lane, waiting);
    await command(lane, { id: randomUUID(), at, kind: 'replay-pause', replay: waiting.id });
    await until('it is paused', () => stored(waiting.id)?.status === 'paused');
    lane.drop('moved');
    fixture.application = fixture.newApplication();
    const next = await running({ retentionMs });
    fixture.now += retentionMs;
    next.session?.forgetExpired();
    expect(stored(done.id)?.status).toBe('done');
    fixture.now += 1;
    next.session?.forgetExpired();
    await until('it is forgotten', () => stored(done.id) === undefined);
    expect(stored(waiting.id)?.status).toBe('paused');
  });

  test('sets nothing aside a second time', async () => {
    const lane = await running();
    await settled(lane, 'poison', idOf(1));
    const done = await replayed(lane, aReplay('missing', { until: 2n }));
    expect(done?.counts).toMatchObject({ unreadable: 1, skipped: 1 });
    expect(kafka.records('dead')).toHaveLength(1);
  });

  test('that was interrupted goes on with the next owner and repeats nothing', async () => {
    const first = await running();
    const ids = Array.from({ length: 300 }, (_, n) => idOf(n + 1));
    await settled(first, ...ids);
    const decision = aReplay('again', { until: 300n });
    await command(first, decision);
    await until('some are carried out again', () => {
      first.session?.parts.replays.go();
      return (stored(decision.id)?.next ?? 0n) > 0n;
    });
    first.drop('lost');
    fixture.application = fixture.newApplication();
    const next = await running();
    await until('the replay is done', () => {
      next.session?.parts.replays.go();
      return stored(decision.id)?.status === 'done' && next.session?.parts.memory.openCount === 0;
    });
    const counts = Map.groupBy(outcomes(), (id) => id);
    expect([...counts.values()].every(({ length }) => length === 2)).toBe(true);
    expect(counts.size).toBe(300);
  });

  test('may be paused, goes on, and changes nothing when it is asked for a second time', async () => {
    const lane = await running();
    await settled(lane, idOf(1), idOf(2), idOf(3));
    const decision = aReplay('again');
    await command(lane, decision);
    await command(lane, { id: randomUUID(), at, kind: 'replay-pause', replay: decision.id });
    await until('it is paused', () => stored(decision.id)?.status === 'paused');
    lane.session?.parts.replays.go();
    expect(outcomes()).toHaveLength(3);
    await command(lane, { id: randomUUID(), at, kind: 'replay-resume', replay: decision.id });
    await replayed(lane, decision);
    expect(outcomes()).toHaveLength(6);
  });
});

describe('an emergency stop', () => {
  test('reads nothing but commands, forbids to act, and survives its owner', async () => {
    const lane = await running();
    await command(lane, { id: randomUUID(), at, kind: 'pause', by: 'ada' });
    expect([...lane.fetchable()].map(({ topic }) => topic)).toEqual(['commands']);
    expect(fixture.application.handles.get(LANE)?.mayAct()).toBe(false);
    await until('it is durable', () =>
      kafka.partition('ledger', LANE).some(({ key }) => key?.toString() === 'control'),
    );
    lane.drop('lost');

    const next = await running();
    expect([...next.fetchable()].map(({ topic }) => topic)).toEqual(['commands']);
    await command(next, { id: randomUUID(), at, kind: 'resume' });
    expect(fixture.application.handles.get(LANE)?.mayAct()).toBe(true);
    await settled(next, idOf(1));
    expect(outcomes()).toEqual([idOf(1)]);
  });

  test('a record of the commands topic that is no command is passed over', async () => {
    const lane = await running();
    kafka.append('commands', LANE, [{ value: 'nonsense' }, { value: null }]);
    await fixture.fetchAll(lane);
    await settled(lane, idOf(1));
    expect(outcomes()).toEqual([idOf(1)]);
  });
});
