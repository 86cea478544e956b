import { describe, expect, test } from '@jest/globals';

import { applyFailedJoin } from './failed-join.fix.js';
import { groupClass, type GroupClass } from './group-class.fixture.spec.js';

/** A member that the coordinator has forgotten, and whose join breaks off as long as `isBroken`. */
function forgotten(Group: GroupClass) {
  const coordinator = { isBroken: true, beats: 0 };
  const group = new Group({
    logger: { namespace: () => ({ info: () => undefined }) },
    retry: { retries: 0 },
    cluster: {
      findGroupCoordinator: () =>
        coordinator.isBroken ? Promise.reject(new Error('Connection lost')) : Promise.resolve(coordinator),
    },
    groupId: 'g',
    instrumentationEmitter: { emit: () => undefined },
  });
  group.coordinator = { heartbeat: async () => void (coordinator.beats += 1) };
  group.memberId = null;
  return { group, coordinator, beat: () => group.heartbeat({ interval: -1 }) };
}

describe('a member whose join has failed', () => {
  test('in stock kafkajs goes on as if it had joined, and is silent for ever', async () => {
    const { group, coordinator, beat } = forgotten(groupClass());
    await expect(group.joinAndSync()).rejects.toThrow('Connection lost');
    await expect(beat()).resolves.toBeUndefined();
    expect(coordinator.beats).toBe(0);
  });

  test('with the fix says so to the runner at every heartbeat, in the way that makes it join', async () => {
    const { group, beat } = forgotten(groupClass(applyFailedJoin));
    await expect(group.joinAndSync()).rejects.toThrow('Connection lost');
    await expect(beat()).rejects.toMatchObject({ type: 'REBALANCE_IN_PROGRESS', retriable: true });
    await expect(beat()).rejects.toMatchObject({ type: 'REBALANCE_IN_PROGRESS' });
  });

  test('beats again once a join has succeeded', async () => {
    const { group, coordinator, beat } = forgotten(groupClass(applyFailedJoin));
    await expect(group.joinAndSync()).rejects.toThrow();
    group.memberId = 'me';
    coordinator.isBroken = false;
    Object.assign(group, { retrier: () => Promise.resolve() });
    await group.joinAndSync();
    await beat();
    expect(coordinator.beats).toBe(1);
  });
});
