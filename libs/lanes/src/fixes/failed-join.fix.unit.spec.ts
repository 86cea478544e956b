import { describe, expect, test } from '@jest/globals';

import { kafkajsInternals, type KafkajsConsumerGroup } from '../kafka/kafkajs-internals.js';
import { applyFailedJoin, isFailedJoinInForce } from './failed-join.fix.js';

interface GroupClass {
  new (options: object): KafkajsConsumerGroup;
  readonly prototype: KafkajsConsumerGroup;
}

/** A class of its own each, so that the stock one and the fixed one are there side by side. */
function groupClass({ isFixed }: { readonly isFixed: boolean }): GroupClass {
  const Stock = kafkajsInternals().ConsumerGroup as unknown as GroupClass;
  class Group extends Stock {}
  if (isFixed) {
    applyFailedJoin(Group.prototype);
  }
  return Group;
}

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
    const { group, coordinator, beat } = forgotten(groupClass({ isFixed: false }));
    await expect(group.joinAndSync()).rejects.toThrow('Connection lost');
    await expect(beat()).resolves.toBeUndefined();
    expect(coordinator.beats).toBe(0);
  });

  test('with the fix says so to the runner at every heartbeat, in the way that makes it join', async () => {
    const { group, beat } = forgotten(groupClass({ isFixed: true }));
    await expect(group.joinAndSync()).rejects.toThrow('Connection lost');
    await expect(beat()).rejects.toMatchObject({ type: 'REBALANCE_IN_PROGRESS', retriable: true });
    await expect(beat()).rejects.toMatchObject({ type: 'REBALANCE_IN_PROGRESS' });
  });

  test('beats again once a join has succeeded', async () => {
    const { group, coordinator, beat } = forgotten(groupClass({ isFixed: true }));
    await expect(group.joinAndSync()).rejects.toThrow();
    group.memberId = 'me';
    coordinator.isBroken = false;
    Object.assign(group, { retrier: () => Promise.resolve() });
    await group.joinAndSync();
    await beat();
    expect(coordinator.beats).toBe(1);
  });

  test('the fix is applied once', () => {
    const { prototype } = groupClass({ isFixed: true });
    const once: unknown = Reflect.get(prototype, 'joinAndSync');
    applyFailedJoin(prototype);
    expect(Reflect.get(prototype, 'joinAndSync')).toBe(once);
    expect(isFailedJoinInForce(prototype)).toBe(true);
    expect(isFailedJoinInForce(groupClass({ isFixed: false }).prototype)).toBe(false);
  });
});
