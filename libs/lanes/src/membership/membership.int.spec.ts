import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';

import { KafkaGroup } from '#libs/kafka';
import { silentLog } from '#libs/observability';

import { applyFixes } from '../../../kafka/src/kafkajs/fixes.js';
import { TestKafka, uniqueName } from '../../../kafka/src/client/test-kafka.fixture.spec.js';
import { pause } from '../../../async/src/waiting.js';
import { API, ERROR, MeddlingRelay, type Meddling } from './meddling-relay.fixture.spec.js';
import { Membership } from './membership.js';

const LANES = 2;
const SESSION_MS = 6_000;
const COMES_TRUE_WITHIN_MS = 300_000;
/** Longer than the tests that want the consumer of kafkajs itself to come round. */
const NEVER_HOPELESS_MS = 600_000;

let kafka: TestKafka;
let relay: MeddlingRelay;
let membership: Membership | undefined;
let joins: (readonly number[])[];
let beats: number;

beforeEach(async () => {
  applyFixes();
  kafka = await TestKafka.open();
  relay = await MeddlingRelay.to(kafka.settings.brokers[0] ?? '');
  joins = [];
  beats = 0;
});

afterEach(async () => {
  relay.meddle = () => 'pass';
  await membership?.stop();
  await relay.close();
  await kafka.close();
}, 30_000);

/** A member of a group of its own, whose every connection goes by the relay. */
async function joined(options: {
  readonly hopelessAfterMs: number;
  readonly requestTimeout: number;
}): Promise<void> {
  const commands = await kafka.topic({ partitions: LANES });
  const client = new Kafka({
    brokers: [...kafka.settings.brokers],
    clientId: 'membership-test',
    requestTimeout: options.requestTimeout,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 200 },
    socketFactory: ({ onConnect }) => connect(relay.port, '127.0.0.1', onConnect),
    logLevel: logLevel.NOTHING,
  });
  membership = new Membership(
    {
      group: new KafkaGroup(client, uniqueName('group'), silentLog),
      inputs: [],
      commands,
      lanes: LANES,
      sessionTimeoutMs: SESSION_MS,
      partitionCount: () => 0,
      hopelessAfterMs: options.hopelessAfterMs,
      log: silentLog,
    },
    {
      joined: ({ lanes }) => joins.push(lanes),
      confirmed: () => (beats += 1),
      left: () => undefined,
      problem: () => undefined,
      fatal: (reason) => {
        throw new Error(reason);
      },
      held: () => [],
    },
  );
  membership.start();
  await until('it has joined', () => joins.length === 1);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + COMES_TRUE_WITHIN_MS;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${what}`);
    }
    await pause(20);
  }
}

/** Each of these once, in this order; everything else passes. */
function script(...steps: readonly (readonly [api: number, meddling: Meddling])[]): () => boolean {
  const left = [...steps];
  relay.meddle = (api) => (left[0]?.[0] === api ? (left.shift()?.[1] ?? 'pass') : 'pass');
  return () => left.length === 0;
}

describe('a member of the group', () => {
  test.each<readonly [what: string, ...steps: (readonly [number, Meddling])[]]>([
    [
      'that was forgotten, and whose join breaks off',
      [API.heartbeat, ERROR.unknownMemberId],
      [API.joinGroup, 'cut'],
    ],
    [
      'whose join breaks off when all but its lanes is settled',
      [API.heartbeat, ERROR.rebalanceInProgress],
      [API.syncGroup, 'cut'],
    ],
    [
      'whose coordinator no broker names, for lack of an answer',
      [API.heartbeat, ERROR.rebalanceInProgress],
      [API.findCoordinator, 'cut'],
    ],
    [
      'that breaks off twice',
      [API.heartbeat, ERROR.unknownMemberId],
      [API.joinGroup, 'cut'],
      [API.syncGroup, 'cut'],
    ],
  ])(
    '%s joins again',
    async (_what, ...steps) => {
      await joined({ hopelessAfterMs: NEVER_HOPELESS_MS, requestTimeout: 10_000 });
      const isOver = script(...steps);
      await until('it has joined again', () => isOver() && joins.length > 1);
      const before = beats;
      await until('it is confirmed', () => beats > before);
      expect(joins.at(-1)).toEqual([0, 1]);
      expect(membership?.isJoined).toBe(true);
    },
    60_000,
  );

  test('that hangs, because nothing on its connections is answered or closed, is given up for a new one', async () => {
    // Longer than a join beside a ghost takes: else the next one is given up in its turn.
    await joined({ hopelessAfterMs: 10_000, requestTimeout: 600_000 });
    relay.muteConnected();
    // First beside the ghost of the one that hangs, until the group has expelled that.
    await until('another one has all lanes', () => joins.length > 1 && joins.at(-1)?.length === LANES);
    expect(membership?.isJoined).toBe(true);
    const joinsSoFar = joins.length;
    await until('the one that hung, come to itself, is gone for good', relay.unmute());
    expect(joins).toHaveLength(joinsSoFar);
  }, 60_000);
});
