import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Kafka, logLevel, type Consumer } from 'kafkajs';

import { KafkaGroup } from '#libs/kafka';
import { silentLog } from '#libs/observability';

import { createKafka } from '../../../kafka/src/kafkajs/client.js';
import { TestKafka, uniqueName } from '../../../kafka/src/client/test-kafka.fixture.spec.js';
import { pause } from '../../../async/src/waiting.js';
import { Membership } from './membership.js';
import { NewerMember } from './newer-member.fixture.spec.js';

const LANES = 2;
const COMES_TRUE_WITHIN_MS = 300_000;

let kafka: TestKafka;
let groupId: string;
let input: string;
let commands: string;
let ends: (() => Promise<void>)[];
let problems: (string | undefined)[];
let joins: (readonly number[])[];
let lefts: string[];
let fatal: string[];

beforeEach(async () => {
  ends = [];
  problems = [];
  joins = [];
  lefts = [];
  fatal = [];
  groupId = uniqueName('group');
  kafka = await TestKafka.open();
  input = await kafka.topic({ partitions: 3 });
  commands = await kafka.topic({ partitions: LANES });
});

afterEach(async () => {
  for (const end of ends.reverse()) {
    await end();
  }
  await kafka.close();
}, 60_000);

function service(): Membership {
  const membership = new Membership(
    {
      group: KafkaGroup.of(kafka.settings, groupId, silentLog),
      inputs: [input],
      commands,
      lanes: LANES,
      partitionCount: (topic) => kafka.client.partitionCount(topic),
      sessionTimeoutMs: 6_000,
      againMs: 500,
      lookAroundMs: 200,
      log: silentLog,
    },
    {
      joined: ({ lanes }) => joins.push(lanes),
      confirmed: () => undefined,
      left: (reason) => lefts.push(reason),
      problem: (problem) => problems.push(problem),
      fatal: (reason) => fatal.push(reason),
      held: () => joins.at(-1) ?? [],
    },
  );
  ends.push(() => membership.stop());
  membership.start();
  return membership;
}

/** A consumer as other programs have them. */
async function classicConsumer(): Promise<{
  readonly consumer: Consumer;
  readonly joined: () => boolean;
  readonly refused: () => boolean;
}> {
  const client = new Kafka({
    brokers: [...kafka.settings.brokers],
    clientId: 'payroll',
    logLevel: logLevel.NOTHING,
  });
  const consumer = client.consumer({ groupId, sessionTimeout: 6_000, rebalanceTimeout: 8_000 });
  let joined = false;
  let refused = false;
  consumer.on(consumer.events.GROUP_JOIN, () => (joined = true));
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => {
    refused ||= 'type' in error && error.type === 'INCONSISTENT_GROUP_PROTOCOL';
  });
  ends.push(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topics: [input] });
  await consumer.run({ eachMessage: async () => undefined });
  return { consumer, joined: () => joined, refused: () => refused };
}

async function newerMember(kind: 'consumer' | 'share'): Promise<NewerMember> {
  const admin = createKafka(kafka.settings, { log: silentLog }).admin();
  await admin.connect();
  await admin.listGroups(); // the coordinator is up
  await admin.disconnect();
  const member = await NewerMember.join(kind, kafka.settings.brokers[0] ?? '', { groupId, topic: input });
  ends.push(() => member.leave());
  return member;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + COMES_TRUE_WITHIN_MS;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${what}. Told: ${JSON.stringify({ problems, joins, lefts, fatal })}`);
    }
    await pause(20);
  }
}

const hasAllLanes = (): boolean => joins.at(-1)?.length === LANES;

describe('a group that another program uses', () => {
  test('is waited for where a classic consumer was there first, which is named, and taken when it has left', async () => {
    const { consumer, joined } = await classicConsumer();
    await until('the other one is in the group', joined);
    service();
    await until('it is named', () => problems.at(-1)?.includes('payroll at ') ?? false);
    expect(joins).toEqual([]);
    await consumer.disconnect();
    await until('it has joined', hasAllLanes);
    expect(problems.at(-1)).toBeUndefined();
    expect(fatal).toEqual([]);
  }, 120_000);

  test('is kept where a classic consumer comes later, which Kafka refuses', async () => {
    const membership = service();
    await until('it has joined', hasAllLanes);
    const { refused } = await classicConsumer();
    await until('the other one is refused', refused);
    expect(membership.isJoined).toBe(true);
    expect(lefts).toEqual([]);
    expect(fatal).toEqual([]);
  }, 120_000);

  test('is joined beside a consumer of the newer protocol that was there first, with all lanes, and it is said', async () => {
    const other = await newerMember('consumer');
    const membership = service();
    await until('it has all lanes', hasAllLanes);
    await until('it is said', () => problems.at(-1)?.includes('by the newer consumer protocol') ?? false);
    expect(membership.isDisturbed).toBe(true);
    await other.leave();
    await until('it is over', () => !membership.isDisturbed && membership.isJoined && hasAllLanes());
    expect(fatal).toEqual([]);
  }, 120_000);

  test('keeps all of its lanes when a consumer of the newer protocol converts it, and it is said', async () => {
    const membership = service();
    await until('it has joined', hasAllLanes);
    const other = await newerMember('consumer');
    await until('it is said', () => membership.isDisturbed);
    expect(problems.at(-1)).toContain('by the newer consumer protocol');
    await until('it has all lanes', hasAllLanes);
    await other.leave();
    await until('it is over', () => !membership.isDisturbed && membership.isJoined && hasAllLanes());
    expect(fatal).toEqual([]);
  }, 120_000);

  test('is waited for where it is a share group', async () => {
    const other = await newerMember('share');
    service();
    await until('it is said', () => problems.at(-1)?.includes('a group of another type') ?? false);
    expect(joins).toEqual([]);
    await other.leave();
    const admin = createKafka(kafka.settings, { log: silentLog }).admin();
    await admin.connect();
    await admin.deleteGroups([groupId]);
    await admin.disconnect();
    await until('it has joined', hasAllLanes);
    expect(problems.at(-1)).toBeUndefined();
    expect(fatal).toEqual([]);
  }, 120_000);
});
