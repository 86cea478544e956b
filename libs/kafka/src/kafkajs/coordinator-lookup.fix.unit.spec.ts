import { describe, expect, test } from '@jest/globals';

import { applyCoordinatorLookup } from './coordinator-lookup.fix.js';
import { groupClass, type GroupClass } from './group-class.fixture.spec.js';

/** As kafkajs makes them. */
class Failure extends Error {
  constructor(
    override readonly name: string,
    readonly details: { readonly type?: string; readonly code?: string; readonly cause?: Error } = {},
  ) {
    super(name, { cause: details.cause });
    Object.assign(this, details);
  }
}

interface Coordinator {
  beats: number;
  heartbeat(): Promise<void>;
}

const dead = (failure: Failure): Coordinator => ({ beats: 0, heartbeat: () => Promise.reject(failure) });
const alive = (): Coordinator => {
  const coordinator: Coordinator = { beats: 0, heartbeat: async () => void (coordinator.beats += 1) };
  return coordinator;
};

function member(Group: GroupClass, coordinator: Coordinator, found: () => Promise<unknown>) {
  const emitted: string[] = [];
  const group = new Group({
    logger: { namespace: () => undefined },
    retry: {},
    cluster: { findGroupCoordinator: found },
    groupId: 'g',
    instrumentationEmitter: { emit: (event: string) => emitted.push(event) },
  });
  group.memberId = 'me';
  group.coordinator = coordinator;
  group.offsetManager = { coordinator };
  return { group, emitted, beat: () => group.heartbeat({ interval: -1 }) };
}

const LOST = new Failure('KafkaJSConnectionClosedError');

describe('heartbeats of a group whose coordinator died', () => {
  test('stock kafkajs sends them to the dead broker for ever', async () => {
    const { group, beat } = member(groupClass(), dead(LOST), async () => alive());
    const before = group.coordinator;
    for (let i = 0; i < 3; i += 1) {
      await expect(beat()).rejects.toBe(LOST);
    }
    expect(group.coordinator).toBe(before);
  });

  test.each([
    LOST,
    new Failure('KafkaJSConnectionError', { code: 'ECONNREFUSED' }),
    new Failure('KafkaJSRequestTimeoutError'),
    new Failure('KafkaJSBrokerNotFound'),
    new Failure('KafkaJSProtocolError', { type: 'NOT_COORDINATOR_FOR_GROUP' }),
    new Failure('KafkaJSProtocolError', { type: 'GROUP_COORDINATOR_NOT_AVAILABLE' }),
    new Failure('KafkaJSNumberOfRetriesExceeded', { cause: LOST }),
  ])('with the fix they follow it, and so do offset commits: $name $type', async (failure) => {
    const next = alive();
    const { group, emitted, beat } = member(
      groupClass(applyCoordinatorLookup),
      dead(failure),
      async () => next,
    );
    await beat();
    expect([group.coordinator, group.offsetManager?.coordinator]).toEqual([next, next]);
    // The look-up is no proof of membership.
    expect(emitted).toEqual([]);
    await beat();
    expect([next.beats, emitted]).toEqual([1, ['consumer.heartbeat']]);
  });

  test.each(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'])(
    'what concerns the membership itself goes on to the runner: %s',
    async (type) => {
      const failure = new Failure('KafkaJSProtocolError', { type });
      const { beat } = member(groupClass(applyCoordinatorLookup), dead(failure), async () => alive());
      await expect(beat()).rejects.toBe(failure);
    },
  );

  test('without any coordinator they are quiet, and look again later', async () => {
    let lookups = 0;
    const { beat } = member(groupClass(applyCoordinatorLookup), dead(LOST), () => {
      lookups += 1;
      return Promise.reject(new Error('none'));
    });
    await beat();
    await beat();
    expect(lookups).toBe(1);
  });
});
