import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { encodeMeta } from '../format/ledger-format.js';
import { entryKey, META_KEY } from '../format/ledger-keys.js';
import type { LaneContext } from '../context/lane-context.js';
import { Lane } from './lane.js';
import { LaneFixture, until } from './lane-fixture.fake.spec.js';
import type { MemoryKafka, MemoryMessage } from './memory-kafka.fake.spec.js';
import { RecordLimit } from '../ledger/record-limit.js';
import type { TestEntry } from './test-application.fake.spec.js';

const LANE = 1;
const LANES = 2;
const idOf = (n: number) => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;

describe(Lane.name, () => {
  let fixture: LaneFixture;
  let kafka: MemoryKafka;
  let failures: string[];
  let fatal: string[];
  const lanes: Lane<TestEntry>[] = [];

  beforeEach(() => {
    fixture = new LaneFixture(LANES);
    ({ kafka } = fixture);
    failures = [];
    fatal = [];
  });

  afterEach(() => {
    lanes.splice(0).forEach((lane) => lane.drop('test over'));
    expect(fixture.application.faults).toEqual([]);
  });

  function newLane(more: Partial<LaneContext<TestEntry>> = {}): Lane<TestEntry> {
    const lane = new Lane(LANE, fixture.context(more), {
      changed: () => undefined,
      failed: (_lane, reason) => failures.push(reason),
      fatal: (reason) => fatal.push(reason),
    });
    lanes.push(lane);
    return lane;
  }

  /** Work waits until the returned function is called. */
  function holdWork(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    fixture.gate = promise;
    return resolve;
  }

  async function running(more: Partial<LaneContext<TestEntry>> = {}): Promise<Lane<TestEntry>> {
    const lane = newLane(more);
    lane.start();
    await until('the lane runs', () => lane.state === 'running');
    return lane;
  }

  const publish = (...messages: MemoryMessage[]) => kafka.append('in', LANE, messages);
  const outcomes = () => kafka.records('out').map(({ value }) => value?.toString());
  const lastLedger = (key: string) =>
    kafka
      .partition('ledger', LANE)
      .findLast((record) => record.key?.toString() === key)
      ?.value?.toString();

  test('a record becomes work, and its result is published once, with its position', async () => {
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(2) });
    await fixture.fetchAll(lane);
    await until('both are settled', () => lane.session?.parts.memory.openCount === 0);
    expect(outcomes()).toEqual([idOf(1), idOf(2)]);
    expect(lastLedger(`position/in/${LANE}`)).toContain('"next":"2"');
    expect(fixture.application.effects).toEqual([idOf(1), idOf(2)]);
  });

  test('the order of taking is fence, barrier, restore', async () => {
    await running();
    expect(kafka.fences).toEqual([`group-lane-${LANE}`]);
    expect(kafka.partition('ledger', LANE)[0]?.key?.toString()).toBe('owner');
  });

  test('it reads its partitions of the inputs and its partition of the commands, and no others', async () => {
    const lane = await running();
    const read = [...lane.fetchable()].map(({ topic, partition }) => `${topic}/${partition}`);
    expect(read).toEqual(['in/1', 'in/3', 'commands/1']);
  });

  test('a partition that it may not read is a problem until it may', async () => {
    const lane = await running();
    const [source] = lane.fetchable();
    source?.refused('TOPIC_AUTHORIZATION_FAILED');
    expect(lane.problem).toBe('Kafka does not let this service read in; it needs the right Read on it');
    expect(lane.isReading).toBe(false);
    source?.refused(undefined);
    expect(lane.problem).toBeUndefined();
    expect(lane.isReading).toBe(true);
  });

  test('open work goes on with the next owner', async () => {
    const release = holdWork();
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(2) });
    await fixture.fetchAll(lane);
    await until('the work is durable', () => lastLedger(entryKey(idOf(2)))?.includes('begun') === true);
    lane.drop('lost');
    expect(fixture.application.ended).toEqual([LANE]);

    fixture.application = fixture.newApplication();
    release();
    const next = await running();
    expect(fixture.application.begun).toEqual([{ lane: LANE, ids: [idOf(1), idOf(2)] }]);
    await until('both are settled', () => next.session?.parts.memory.openCount === 0);
    expect(outcomes().sort()).toEqual([idOf(1), idOf(2)]);
  });

  test('what was fetched and not durable comes again', async () => {
    const lane = await running();
    publish({ value: idOf(1) });
    kafka.nextFault = { kind: 'indefinite', isDone: false };
    await fixture.fetchAll(lane);
    await until('the journal fails', () => failures.length === 1);
    lane.drop('failed');

    const next = await running();
    await fixture.fetchAll(next);
    await until('it is settled', () => outcomes().length === 1);
    expect(outcomes()).toEqual([idOf(1)]);
  });

  test('a commit that was done but not confirmed is found by the next owner', async () => {
    const lane = await running();
    publish({ value: `answer ${idOf(1)}` });
    kafka.nextFault = { kind: 'indefinite', isDone: true };
    await fixture.fetchAll(lane);
    await until('the journal fails', () => failures.length === 1);
    lane.drop('failed');

    const next = await running();
    await fixture.fetchAll(next);
    expect(outcomes()).toEqual([idOf(1)]);
    expect(next.session?.parts.memory.settled.size).toBe(1);
  });

  test('a repeat is ignored while the work is open, and after it has settled, also by the next owner', async () => {
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(1) });
    await fixture.fetchAll(lane);
    await until('it is settled', () => lane.session?.parts.memory.openCount === 0);
    publish({ value: idOf(1) });
    await fixture.fetchAll(lane);
    lane.drop('lost');
    const next = await running();
    publish({ value: idOf(1) });
    await fixture.fetchAll(next);
    await until(
      'the position has moved',
      () => lastLedger(`position/in/${LANE}`)?.includes('"next":"4"') === true,
    );
    expect(outcomes()).toEqual([idOf(1)]);
  });

  test('other content under a known id is carried out, once', async () => {
    const lane = await running();
    publish(
      { value: `work ${idOf(1)}` },
      { value: `work ${idOf(1)} other` },
      { value: `work ${idOf(1)} other` },
    );
    await fixture.fetchAll(lane);
    await until('both are settled', () => lane.session?.parts.memory.openCount === 0);
    expect(new Set(outcomes()).size).toBe(2);
    expect(outcomes().length).toBe(2);
  });

  test.each([
    ['a tombstone', null],
    ['nonsense', 'nonsense'],
    ['what makes the handler throw', 'throw'],
  ])('%s is answered by the fallback, and the record behind it is handled', async (_what, value) => {
    const lane = await running();
    publish({ value }, { value: idOf(1) });
    await fixture.fetchAll(lane);
    await until('the one behind is settled', () => outcomes().length === 1);
    expect(kafka.records('dead').map((record) => record.value?.toString())).toEqual(['in/1/0']);
    expect(lane.state).toBe('running');
  });

  test('a handler that returns nothing is answered by the fallback', async () => {
    const lane = await running({ handleRecord: () => undefined as never });
    publish({ value: idOf(1) });
    await fixture.fetchAll(lane);
    await until('the dead letter is there', () => kafka.records('dead').length === 1);
  });

  test('a record that even the fallback has no answer for stops the lane with an alarm, and is not passed', async () => {
    const lane = await running({
      fallback: () => {
        throw new Error('no idea');
      },
    });
    publish({ value: 'nonsense' });
    await fixture.fetchAll(lane);
    expect(lane.state).toBe('stopped');
    expect(lane.problem).toContain('in/1');
    expect(lastLedger(`position/in/${LANE}`)).toContain('"next":"0"');
    expect(fatal).toEqual([]);
  });

  test('a full lane is not fetched from, but for its commands, until there is room again', async () => {
    const release = holdWork();
    const lane = await running({ maxOpenPerLane: 10 });
    publish(...Array.from({ length: 25 }, (_, n) => ({ value: idOf(n) })));
    await fixture.fetchAll(lane);
    expect(lane.session?.parts.memory.openCount).toBe(10);
    expect([...lane.fetchable()].map(({ topic }) => topic)).toEqual(['commands']);
    release();
    for (let settled = 10; settled < 25; settled = Math.min(settled + 10, 25)) {
      await until('there is room', () => lane.session?.parts.memory.openCount === 0);
      await fixture.fetchAll(lane);
    }
    await until('all are settled', () => outcomes().length === 25);
  });

  test('a lane that is full of one topic goes on with the others', async () => {
    kafka.create('sessions', 4);
    const release = holdWork();
    const lane = await running({ maxOpenPerLane: 2, inputs: ['in', 'sessions'] });
    publish({ value: idOf(1) }, { value: idOf(2) }, { value: idOf(3) });
    await fixture.fetchAll(lane);
    const topics = new Set([...lane.fetchable()].map(({ topic }) => topic));
    expect(topics).toEqual(new Set(['sessions', 'commands']));
    kafka.append('sessions', LANE, [{ value: idOf(4) }]);
    await fixture.fetchAll(lane);
    expect(lane.session?.parts.memory.of('sessions')).toEqual({ open: 1, held: 0 });
    release();
    await until('there is room', () => lane.session?.parts.memory.openCount === 0);
    await fixture.fetchAll(lane);
    await until('all are settled', () => outcomes().length === 4);
  });

  test('held work leaves room for what can be done, up to a bound of its own, and says when that is reached', async () => {
    const release = holdWork();
    const work = Object.assign(fixture.application, { isHeld: () => true });
    const lane = await running({ maxOpenPerLane: 2, maxHeldPerLane: 3, work });
    publish(...Array.from({ length: 5 }, (_, n) => ({ value: idOf(n) })));
    await fixture.fetchAll(lane);
    expect(lane.session?.parts.memory).toMatchObject({ openCount: 3, heldCount: 3 });
    expect([...lane.fetchable()].map(({ topic }) => topic)).toEqual(['commands']);
    lane.alarm();
    expect(lane.problem).toContain('until an operator decides');
    release();
    await until('they are settled', () => lane.session?.parts.memory.openCount === 0);
    lane.alarm();
    expect(lane.problem).toBeUndefined();
    await fixture.fetchAll(lane);
    await until('all are settled', () => outcomes().length === 5);
  });

  test('a note goes with the entry that it was saved with, and to the next owner', async () => {
    const release = holdWork();
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(2) });
    await fixture.fetchAll(lane);
    const handle = fixture.application.handles.get(LANE);
    const saved = [1, 2].map(async (n) => handle?.save(idOf(n), { step: 'begun' }, { seen: n }));
    await Promise.all(saved);
    const notes = kafka.partition('ledger', LANE).filter(({ key }) => key?.toString() === 'note');
    expect(notes.map(({ value }) => value?.toString())).toEqual(['{"v":1,"note":{"seen":2}}']);
    lane.drop('moved');
    const given: unknown[] = [];
    const next = fixture.newApplication();
    const begin = next.begin.bind(next);
    const work = Object.assign(next, {
      begin: (...[owned, open, note]: Parameters<typeof begin> | [never, never, unknown]) => {
        given.push(note);
        begin(owned, open);
      },
    });
    await running({ work });
    expect(given).toEqual([{ seen: 2 }]);
    release();
  });

  test('an entry of a corrupt ledger stops the lane, and nothing is lost', async () => {
    kafka.append('ledger', LANE, [{ key: entryKey(idOf(1)), value: '{"v":1' }]);
    const lane = newLane();
    lane.start();
    await until('the lane has stopped', () => lane.state === 'stopped');
    expect(lane.problem).toContain('offset 0');
    expect([...lane.fetchable()]).toEqual([]);
    expect(fatal).toEqual([]);
  });

  test('a repair of the ledger lets the lane go on where it stood', async () => {
    const key = entryKey(idOf(1));
    kafka.append('ledger', LANE, [{ key, value: '{"v":1' }]);
    publish({ value: idOf(2) });
    const lane = newLane();
    lane.start();
    await until('the lane has stopped', () => lane.state === 'stopped');
    kafka.append('ledger', LANE, [{ key, value: null }]);
    await until('it runs', () => lane.state === 'running');
    expect(lane.problem).toBeUndefined();
    await fixture.fetchAll(lane);
    await until('the event is settled', () => outcomes().length === 1);
  });

  test('a repair of one of two records is not enough', async () => {
    const keys = [1, 2].map((n) => entryKey(idOf(n)));
    kafka.append(
      'ledger',
      LANE,
      keys.map((key) => ({ key, value: '{"v":1' })),
    );
    const lane = newLane();
    lane.start();
    await until('the lane has stopped', () => lane.state === 'stopped');
    const [first = '', second = ''] = keys;
    kafka.append('ledger', LANE, [{ key: first, value: null }]);
    await until('it was looked at again', () => lane.problem?.includes(second) === true);
    expect(lane.state).toBe('stopped');
    kafka.append('ledger', LANE, [{ key: second, value: null }]);
    await until('it runs', () => lane.state === 'running');
  });

  test('a ledger of a newer format stops the lane', async () => {
    kafka.append('ledger', LANE, [
      { key: META_KEY, value: encodeMeta({ format: 2, lanes: LANES, inputs: {} }) },
    ]);
    const lane = newLane();
    lane.start();
    await until('the lane has stopped', () => lane.state === 'stopped');
    expect(lane.problem).toContain('format 2');
  });

  test('another number of lanes than the ledger was written with refuses the start of the process', async () => {
    kafka.append('ledger', LANE, [{ key: META_KEY, value: encodeMeta({ format: 1, lanes: 7, inputs: {} }) }]);
    newLane().start();
    await until('it is fatal', () => fatal.length === 1);
    expect(fatal[0]).toContain('7 lanes');
  });

  test('a new group on a topic that holds records is refused without START_FROM', async () => {
    publish({ value: idOf(1) });
    newLane({ startFrom: undefined }).start();
    await until('it is fatal', () => fatal.length === 1);
    expect(fatal[0]).toContain('START_FROM=earliest');
    expect(fatal[0]).toContain('START_FROM=latest');
  });

  test('where it starts is decided once: a lane that was lost before its first record starts there again', async () => {
    publish({ value: idOf(1) });
    const lane = await running({ startFrom: 'latest' });
    lane.drop('lost');
    publish({ value: idOf(2) });
    const next = await running({ startFrom: 'latest' });
    await fixture.fetchAll(next);
    await until('the second is settled', () => outcomes().length === 1);
    expect(outcomes()).toEqual([idOf(2)]);
  });

  test('partitions that are added are read from their beginning, while it runs and by the next owner', async () => {
    const lane = await running({ startFrom: 'latest' });
    kafka.create('in', 6);
    kafka.append('in', 5, [{ value: idOf(1) }]);
    await lane.session?.parts.expansion.adopt();
    await fixture.fetchAll(lane);
    await until('it is settled', () => outcomes().length === 1);
    lane.drop('lost');
    kafka.create('in', 8);
    kafka.append('in', 7, [{ value: idOf(2) }]);
    const next = await running({ startFrom: 'latest' });
    await fixture.fetchAll(next);
    await until('the other is settled', () => outcomes().length === 2);
  });

  test('an input that is missing stops nothing else, and is read from its beginning when it comes', async () => {
    kafka.create('other', 0);
    kafka.absent.set('other', 'missing');
    const inputs = ['in', 'other'];
    const lane = await running({ inputs, startFrom: 'latest' });
    publish({ value: idOf(1) });
    await fixture.fetchAll(lane);
    await until('the input that is there is read', () => outcomes().length === 1);
    kafka.create('other', 2);
    kafka.append('other', LANE, [{ value: idOf(2) }]);
    kafka.absent.clear();
    await lane.session?.parts.expansion.adopt();
    await fixture.fetchAll(lane);
    await until('the other is read', () => outcomes().length === 2);
  });

  test('an input that was gone while the lane was taken is read on where it stood', async () => {
    publish({ value: idOf(1) });
    const lane = await running();
    await fixture.fetchAll(lane);
    await until('it is settled', () => outcomes().length === 1);
    lane.drop('lost');
    kafka.absent.set('in', 'denied');
    const next = await running();
    publish({ value: idOf(2) });
    await fixture.fetchAll(next);
    expect(outcomes()).toHaveLength(1);
    kafka.absent.clear();
    await next.session?.parts.expansion.adopt();
    await fixture.fetchAll(next);
    await until('the new one is settled', () => outcomes().length === 2);
    expect(outcomes()).toEqual([idOf(1), idOf(2)]);
  });

  test('an input that becomes visible with records of its own has to be decided on, and stops nothing else', async () => {
    kafka.absent.set('other', 'denied');
    kafka.create('other', 2);
    kafka.append('other', LANE, [{ value: idOf(1) }]);
    const lane = await running({ inputs: ['in', 'other'], startFrom: undefined });
    kafka.absent.clear();
    await lane.session?.parts.expansion.adopt();
    expect(lane.session?.problem).toContain('set START_FROM=earliest');
    expect(lane.state).toBe('running');
    expect(fatal).toEqual([]);
    publish({ value: idOf(2) });
    await fixture.fetchAll(lane);
    await until('the other input is read', () => outcomes().length === 1);
  });

  test('a lane waits for a ledger that may not be written, and says so', async () => {
    let trouble: string | undefined = 'Kafka does not let this service write ledger';
    const lane = newLane({ troubleWith: (topic) => (topic === 'ledger' ? trouble : undefined) });
    lane.start();
    await until('it is said', () => lane.problem !== undefined);
    expect(lane.problem).toBe(`Lane ${LANE} waits: Kafka does not let this service write ledger`);
    expect(kafka.fences).toEqual([]);
    trouble = undefined;
    await until('it runs', () => lane.state === 'running');
    expect(lane.problem).toBeUndefined();
  });

  test('records that retention ate are passed with an alarm', async () => {
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(2) }, { value: idOf(3) });
    kafka.truncate('in', LANE, 2n);
    const [source] = lane.fetchable();
    await source?.outOfRange();
    await fixture.fetchAll(lane);
    await until('the rest is settled', () => outcomes().length === 1);
    expect(outcomes()).toEqual([idOf(3)]);
  });

  test('a topic that was created anew is read from its beginning, also where it has grown past our position', async () => {
    const lane = await running();
    publish({ value: idOf(1) }, { value: idOf(2) });
    await fixture.fetchAll(lane);
    await until('both are settled', () => outcomes().length === 2);
    lane.drop('lost');
    kafka.recreate('in');
    publish({ value: idOf(3) }, { value: idOf(4) }, { value: idOf(5) });
    const next = await running();
    await fixture.fetchAll(next);
    await until('all are settled', () => outcomes().length === 5);
  });

  test('nothing is done by a process that cannot be sure of its membership', async () => {
    let looks = 0;
    let isMember = false;
    Object.defineProperty(fixture, 'isMember', {
      get: () => {
        looks += 1;
        return isMember;
      },
      set: (is: boolean) => (isMember = is),
    });
    const lane = newLane();
    lane.start();
    await until('it has looked again', () => looks > 3);
    expect(kafka.fences).toEqual([]);
    fixture.isMember = true;
    await until('the lane runs', () => lane.state === 'running');
    fixture.isMember = false;
    expect(fixture.application.handles.get(LANE)?.mayAct()).toBe(false);
  });

  test('an entry that Kafka would never take fails its save and nothing else', async () => {
    const lane = await running({ limit: new RecordLimit(500) });
    const release = holdWork();
    publish({ value: idOf(1) });
    await fixture.fetchAll(lane);
    const handle = fixture.application.handles.get(LANE);
    const large = { step: 'x'.repeat(1000) } as unknown as TestEntry;
    await expect(handle?.save(idOf(1), large)).rejects.toMatchObject({ name: 'EntryTooLargeError' });
    release();
    await until('it is settled', () => outcomes().length === 1);
    expect(lane.state).toBe('running');
  });

  test('late news of a lost lane is refused as lost', async () => {
    const lane = await running();
    const handle = fixture.application.handles.get(LANE);
    lane.drop('lost');
    await expect(handle?.save(idOf(1), { step: 'new' })).rejects.toMatchObject({ name: 'LaneLostError' });
    expect(handle?.signal.aborted).toBe(true);
  });

  test('a lane that is fenced fails, and its successor has everything', async () => {
    const lane = await running();
    const successor = await running();
    publish({ value: idOf(1) });
    await fixture.fetchAll(lane);
    await until('the first has failed', () => failures.length === 1);
    expect(failures[0]).toContain('INVALID_PRODUCER_EPOCH');
    lane.drop('fenced');
    await fixture.fetchAll(successor);
    await until('it is settled', () => outcomes().length === 1);
  });

  test('a stop makes durable what is still being saved', async () => {
    const release = holdWork();
    const lane = await running();
    publish({ value: idOf(1) });
    await fixture.fetchAll(lane);
    const drained = lane.drain();
    expect([...lane.fetchable()]).toEqual([]);
    release();
    await drained;
    expect(lastLedger(entryKey(idOf(1)))).toContain('begun');
    expect(outcomes()).toEqual([]);
  });

  test('settled work is forgotten after its retention, with a tombstone', async () => {
    const lane = await running({ retentionMs: 1000 });
    publish({ value: `answer ${idOf(1)}` });
    await fixture.fetchAll(lane);
    await until('it is settled', () => lane.session?.parts.memory.settled.size === 1);
    lane.session?.forgetExpired();
    fixture.now += 5000;
    lane.session?.forgetExpired();
    await until('it is forgotten', () => lane.session?.parts.memory.settled.size === 0);
    expect(kafka.partition('ledger', LANE).at(-1)).toMatchObject({
      key: Buffer.from(entryKey(idOf(1))),
      value: null,
    });
  });
});
