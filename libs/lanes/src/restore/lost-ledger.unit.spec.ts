import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import type { Log } from '#libs/observability';
import { decodeLost } from '../format/ledger-decode.js';
import { encodeEntry, encodeLoss, type AcceptedLoss } from '../format/ledger-format.js';
import { entryKey, LOSS_KEY, LOST_KEY } from '../format/ledger-keys.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';
import type { LaneContext } from '../context/lane-context.js';
import { LaneFixture, until } from '../lane/lane-fixture.fake.spec.js';
import { Lane } from '../lane/lane.js';
import { LedgerMemory } from '../ledger/ledger-memory.js';
import type { MemoryKafka, MemoryMessage } from '../lane/memory-kafka.fake.spec.js';
import { takeInById, type TestEntry } from '../lane/test-application.fake.spec.js';

const LANE = 1;
const idOf = (n: number) => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;

describe('a ledger that has lost data', () => {
  let fixture: LaneFixture;
  let kafka: MemoryKafka;
  let log: Log & { readonly lines: readonly string[] };
  let failures: string[];
  const lanes: Lane<TestEntry>[] = [];

  beforeEach(() => {
    fixture = new LaneFixture(2);
    ({ kafka } = fixture);
    log = recordingLog();
    failures = [];
  });

  afterEach(() => {
    lanes.splice(0).forEach((lane) => lane.drop('test over'));
    expect(fixture.application.faults).toEqual([]);
  });

  function taken(more: Partial<LaneContext<TestEntry>> = {}): Lane<TestEntry> {
    const lane = new Lane(LANE, fixture.context({ log, ...more }), {
      changed: () => undefined,
      failed: (_lane, reason) => failures.push(reason),
      fatal: (reason) => failures.push(reason),
    });
    lanes.push(lane);
    lane.start();
    return lane;
  }

  async function running(more: Partial<LaneContext<TestEntry>> = {}): Promise<Lane<TestEntry>> {
    const lane = taken(more);
    await until('the lane runs', () => lane.state === 'running');
    return lane;
  }

  /** Its problem, once it has stopped. */
  async function refused(more: Partial<LaneContext<TestEntry>> = {}): Promise<string | undefined> {
    const lane = taken(more);
    await until('the lane has stopped', () => lane.state === 'stopped');
    lane.drop('looked at');
    return lane.problem;
  }

  /** Runs until two events have their outcomes. */
  async function worked(): Promise<Lane<TestEntry>> {
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(2) });
    await fixture.fetchAll(lane);
    await until('both are settled', () => outcomes().length === 2);
    await until('it is idle', () => lane.session?.parts.memory.openCount === 0);
    return lane;
  }

  const publish = (...messages: MemoryMessage[]) => kafka.append('in', LANE, messages);
  const outcomes = () => kafka.records('out').map(({ value }) => value?.toString());
  const lastLost = () =>
    kafka.partition('ledger', LANE).findLast(({ key }) => key?.toString() === LOST_KEY)?.value;

  function accept(more: Partial<AcceptedLoss> = {}): void {
    const lost = lastLost();
    const loss = {
      ...{ at: '2026-03-02T17:00:00.000Z', start: 0n, revision: 3, until: { [`in/${LANE}`]: 2n } },
      end: lost ? decodeLost(lost).end : 0n,
      ...more,
    };
    kafka.append('ledger', LANE, [{ key: LOSS_KEY, value: encodeLoss(loss) }]);
  }

  test('ends before a known end: the lane does not run', async () => {
    kafka.bounds.set(LANE, { end: 5000n });
    expect(await refused()).toContain('lost data');
  });

  test.each([
    ['was created anew', { topicId: 'ledger before' }],
    ['begins at 5', { start: 2n }],
  ])('%s: the lane does not run', async (how, bound) => {
    const anything = { key: 'of a later version', value: '{}' };
    kafka.append('ledger', LANE, Array<MemoryMessage>(9).fill(anything));
    kafka.truncate('ledger', LANE, 5n);
    kafka.bounds.set(LANE, { end: 1n, clusterId: 'here', ...bound });
    expect(await refused()).toContain(how);
  });

  test('is not concluded from what offsets say of a ledger in another cluster', async () => {
    kafka.bounds.set(LANE, { end: 5000n, start: 0n, topicId: 'of there', clusterId: 'there' });
    await running();
    expect(log.lines.filter((line) => line.includes('another cluster'))).toHaveLength(1);
  });

  test('is noticed by the instance that wrote it, whatever the offsets say', async () => {
    (await worked()).drop('lost');
    kafka.loseTail('ledger', LANE, 3n);
    expect(await refused()).toContain('by what this instance has written');
  });

  test('stops the lane with the first commit that lands before the known end, and nothing of that is seen', async () => {
    const lane = await worked();
    kafka.loseTail('ledger', LANE, 3n);
    publish({ value: idOf(3) });
    await fixture.fetchAll(lane);
    await until('the lane has failed', () => failures.length === 1);
    lane.drop('failed');
    expect(await refused()).toContain('lost data');
    expect(outcomes()).toHaveLength(2);
  });

  test.each([
    ['created anew', () => kafka.recreate('ledger')],
    ['robbed of its first records', () => kafka.truncate('ledger', LANE, 1n)],
  ])('is noticed without a commit where it was %s', async (_how, lose) => {
    const lane = await worked();
    await lane.watchLedger();
    expect(failures).toEqual([]);
    lose();
    await lane.watchLedger();
    expect(failures).toHaveLength(1);
    lane.drop('failed');
    expect(await refused()).toContain('lost data');
  });

  test('stays refused by an instance that knows nothing of it, however long it has grown since', async () => {
    (await worked()).drop('lost');
    kafka.loseTail('ledger', LANE, 3n);
    await refused();
    const another = () => refused({ ledgers: new LedgerMemory() });
    expect(await another()).toContain('lost data');
    const before = kafka.partition('ledger', LANE).filter(({ key }) => key?.toString() === LOST_KEY);
    expect(before).toHaveLength(1);
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await another()).toContain('lost data');
    }
    expect(kafka.partition('ledger', LANE).filter(({ key }) => key?.toString() === LOST_KEY)).toEqual(before);
  });

  test('is run again by the same instance once an operator has accepted it', async () => {
    (await worked()).drop('lost');
    kafka.loseTail('ledger', LANE, 3n);
    const lane = taken();
    await until('the lane has stopped', () => lane.state === 'stopped');
    accept();
    await until('the lane runs', () => lane.state === 'running');
    expect(log.lines.filter((line) => line.includes('may be answered again'))).toHaveLength(1);
  });

  test('has its events from before answered as a later revision, and no others', async () => {
    (await worked()).drop('lost');
    kafka.loseTail('ledger', LANE, 3n);
    await refused();
    accept();
    publish({ value: idOf(3) });
    const seen: LaneRecord[] = [];
    const handleRecord = (record: LaneRecord) => {
      seen.push(record);
      return takeInById('out')(record);
    };
    const lane = await running({ handleRecord });
    await fixture.fetchAll(lane);
    await until(
      'all are settled',
      () => lane.session?.parts.memory.openCount === 0 && outcomes().length === 5,
    );
    expect(seen.map(({ offset, afterLoss }) => [offset, afterLoss?.revision])).toEqual([
      [0n, 3],
      [1n, 3],
      [2n, undefined],
    ]);
  });

  test('has work that was open before answered as a later revision too: its answer may be in what was lost', async () => {
    const [before, after] = [idOf(1), idOf(2)];
    const opened = (id: string, offset: bigint): MemoryMessage => ({
      key: entryKey(id),
      value: encodeEntry(
        {
          state: 'open',
          ...{ fingerprint: '0011223344556677', openedAt: 6, entry: { step: 'begun' } },
          origin: { topic: 'in', partition: LANE, offset, timestamp: 5 },
        },
        1,
      ),
    });
    kafka.append('ledger', LANE, [opened(before, 0n)]);
    kafka.bounds.set(LANE, { end: 5000n });
    await refused();
    accept();
    kafka.append('ledger', LANE, [opened(after, 2n)]);
    await running();
    const mark = { acceptedAt: '2026-03-02T17:00:00.000Z', revision: 3 };
    expect(fixture.application.restored.get(before)).toEqual({ step: 'begun', afterLoss: mark });
    expect(fixture.application.restored.get(after)).toEqual({ step: 'begun' });
    await until('both are answered', () => outcomes().length === 2);
  });

  test('is refused again where it loses data after that, also less than before', async () => {
    (await worked()).drop('lost');
    kafka.loseTail('ledger', LANE, 3n);
    await refused();
    accept({ end: 5000n });
    (await running()).drop('lost');
    kafka.loseTail('ledger', LANE, BigInt(kafka.partition('ledger', LANE).length - 1));
    expect(await refused()).toContain('lost data');
  });
});
