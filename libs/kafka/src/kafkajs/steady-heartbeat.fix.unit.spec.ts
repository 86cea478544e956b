import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { groupClass, type GroupClass } from './group-class.fixture.spec.js';
import { applySteadyHeartbeat } from './steady-heartbeat.fix.js';

const INTERVAL_MS = 1_000;
const HOUR_MS = 3_600_000;

function member(Group: GroupClass) {
  let beats = 0;
  const group = new Group({
    logger: { namespace: () => undefined },
    retry: {},
    cluster: {},
    groupId: 'g',
    instrumentationEmitter: { emit: () => undefined },
  });
  group.memberId = 'me';
  group.coordinator = { heartbeat: async () => void (beats += 1) };
  return { beat: () => group.heartbeat({ interval: INTERVAL_MS }), beats: () => beats };
}

describe('heartbeats of a group while the wall clock is set back', () => {
  let steady: number;
  const fixed = (): GroupClass => groupClass((prototype) => applySteadyHeartbeat(prototype, () => steady));
  const pass = (ms: number): void => {
    steady += ms;
    jest.setSystemTime(Date.now() + ms);
  };

  beforeEach(() => {
    steady = 5_000;
    jest.useFakeTimers({ now: 1_700_000_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('stock kafkajs sends none until the clock has caught up', async () => {
    const { beat, beats } = member(groupClass());
    jest.setSystemTime(Date.now() - HOUR_MS);
    pass(10 * INTERVAL_MS);
    await beat();
    expect(beats()).toBe(0);
  });

  test('with the fix they go on at their interval', async () => {
    const { beat, beats } = member(fixed());
    await beat();
    jest.setSystemTime(Date.now() - HOUR_MS);
    for (let second = 0; second < 5; second += 1) {
      pass(INTERVAL_MS);
      await beat();
    }
    expect(beats()).toBe(5);
  });

  test('with the fix they are no more frequent than their interval while the clock is right', async () => {
    const { beat, beats } = member(fixed());
    for (let i = 0; i < 50; i += 1) {
      pass(INTERVAL_MS / 10);
      await beat();
    }
    expect(beats()).toBeLessThanOrEqual(5);
    expect(beats()).toBeGreaterThanOrEqual(4);
  });
});
