import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { until } from '../lane/lane-fixture.fake.spec.js';
import { LaneFixture } from '../lane/lane-fixture.fake.spec.js';
import type { MemoryKafka } from '../lane/memory-kafka.fake.spec.js';
import type { TestEntry } from '../lane/test-application.fake.spec.js';
import { LaneRegistry } from './lane-registry.js';

describe(LaneRegistry.name, () => {
  let fixture: LaneFixture;
  let registry: LaneRegistry<TestEntry>;
  let now: number;
  let trouble: string | undefined;

  beforeEach(() => {
    fixture = new LaneFixture();
    now = 0;
    trouble = undefined;
    registry = new LaneRegistry(
      fixture.context({ troubleWith: (topic) => (topic === 'out' ? trouble : undefined) }),
      { changed: () => undefined, fatal: () => undefined },
      () => now,
    );
  });

  afterEach(() => registry.dropAll('test over'));

  const states = () => registry.lanes.map(({ lane, state }) => `${lane} ${state}`);
  const running = (...lanes: number[]) =>
    until('they run', () => states().join() === lanes.map((lane) => `${lane} running`).join());

  /** Makes the journal of a lane fail. */
  async function fail(
    lane: number,
    fault: MemoryKafka['nextFault'] = { kind: 'indefinite', isDone: false },
  ): Promise<void> {
    fixture.kafka.nextFault = fault;
    fixture.kafka.append('in', lane, [{ value: fixture.id() }]);
    const held = registry.lanes.find((one) => one.lane === lane);
    await fixture.fetchAll(held);
    await until('it is suspect', () => states().includes(`${lane} suspect`));
  }

  test('the lanes of a join are taken, and those that are not in the next one are dropped', async () => {
    registry.joined({ lanes: [0, 1], continuity: 'broken' });
    await running(0, 1);
    registry.joined({ lanes: [1, 2], continuity: 'kept' });
    await running(1, 2);
    expect(fixture.application.ended).toEqual([0]);
  });

  test('a lane that is kept keeps its memory', async () => {
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    registry.joined({ lanes: [0], continuity: 'kept' });
    expect(states()).toEqual(['0 running']);
    expect(fixture.kafka.fences.length).toBe(1);
  });

  test('after a generation that we did not see, nothing is kept', async () => {
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    expect(fixture.kafka.fences.length).toBe(2);
    expect(fixture.application.ended).toEqual([0]);
  });

  test('a lane whose journal failed waits for a heartbeat that was sent well after', async () => {
    registry.joined({ lanes: [0, 1], continuity: 'broken' });
    await running(0, 1);
    now = 10_000;
    await fail(0);
    registry.confirmed(9_999);
    registry.confirmed(10_200);
    expect(states()).toEqual(['0 suspect', '1 running']);
    registry.confirmed(10_201);
    await running(0, 1);
  });

  test('a lane that could not write a topic waits until it can, and names it', async () => {
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    const code = 'TOPIC_AUTHORIZATION_FAILED';
    await fail(0, { kind: 'unauthorised', isDone: false, code, topic: 'out' });
    trouble = 'Kafka does not let this service write out';
    expect(registry.lanes[0]?.problem).toBe(
      'Lane 0 waits: Kafka does not let this service write out; it needs the right Write on it',
    );
    for (now of [1000, 60_000, 600_000]) {
      registry.confirmed(now);
      expect(states()).toEqual(['0 suspect']);
    }
    expect(fixture.kafka.fences.length).toBe(1);
    trouble = undefined;
    registry.confirmed(now);
    await running(0);
  });

  test('where it is not known whether a topic can be written, a lane tries after growing pauses', async () => {
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    const fault = {
      kind: 'indefinite',
      isDone: false,
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
      topic: 'out',
    } as const;
    for (const pauseMs of [1000, 2000, 4000]) {
      await fail(0, fault);
      now += pauseMs - 1;
      registry.confirmed(now);
      expect(states()).toEqual(['0 suspect']);
      now += 1;
      registry.confirmed(now);
      await running(0);
    }
  });

  test('a join is a proof, too', async () => {
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    await fail(0);
    registry.joined({ lanes: [0], continuity: 'kept' });
    await running(0);
  });

  test('a suspect lane that went elsewhere is not taken by a heartbeat', async () => {
    registry.joined({ lanes: [0, 1], continuity: 'broken' });
    await running(0, 1);
    await fail(0);
    registry.joined({ lanes: [1], continuity: 'kept' });
    registry.confirmed(1_000_000);
    expect(states()).toEqual(['1 running']);
  });

  test('suspect lanes are not asked of the group again', async () => {
    registry.joined({ lanes: [0, 1], continuity: 'broken' });
    await running(0, 1);
    await fail(0);
    expect(registry.held).toEqual([1]);
  });

  test('once it drains it takes nothing more', async () => {
    registry.joined({ lanes: [0], continuity: 'broken' });
    await running(0);
    await registry.drain();
    registry.joined({ lanes: [0, 1], continuity: 'kept' });
    expect(registry.lanes.map(({ lane }) => lane)).toEqual([0]);
  });
});
