import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs, { type Admin } from 'kafkajs';

import { EmbeddedCluster } from '#libs/testbed';
import { Secret } from '#libs/redaction';
import { silentLog } from '#libs/observability';

import { createKafka } from '../../../kafka/src/kafkajs/client.js';
import type { KafkaSettings } from '../../../kafka/src/kafkajs/settings.js';
import { openAdmin, type TopicAdmin } from '../../../kafka/src/admin/topic-admin.js';
import type { LanesOptions } from '../context/lanes-options.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';
import { TEST_LANES, TestService, until } from './test-service.fake.spec.js';
import type { TestEntry } from '../lane/test-application.fake.spec.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
const user = { username: 'revoker', password: 'correct-horse' };

let cluster: EmbeddedCluster;
let rights: Admin;
let admin: TopicAdmin;
let asOwner: KafkaSettings;
let asRevoker: KafkaSettings;

beforeAll(async () => {
  cluster = await EmbeddedCluster.start({
    listeners: ['sasl-plaintext'],
    users: [user],
    properties: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // Who comes by the plaintext listener, and the broker itself.
      'super.users': 'User:ANONYMOUS',
      'allow.everyone.if.no.acl.found': true,
    },
  });
  asOwner = { brokers: cluster.brokers(), clientId: 'owner' };
  asRevoker = {
    brokers: cluster.brokers('sasl-plaintext'),
    clientId: 'revoker',
    sasl: { mechanism: 'plain', username: user.username, password: new Secret(user.password) },
  };
  rights = createKafka(asOwner, { log: silentLog }).admin();
  await rights.connect();
  admin = await openAdmin(asOwner, { log: silentLog });
}, 120_000);

afterAll(async () => {
  await rights.disconnect();
  await admin.close();
  await cluster.stop();
}, 30_000);

/** Nothing but this is allowed of the topic from now on. */
async function allowOnly(topic: string, operation: number): Promise<void> {
  await rights.createAcls({
    acl: [
      {
        principal: `User:${user.username}`,
        host: '*',
        operation,
        permissionType: AclPermissionTypes.ALLOW,
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
      },
    ],
  });
}

async function allowAll(topic: string): Promise<void> {
  await rights.deleteAcls({
    filters: [
      {
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      },
    ],
  });
}

async function create(topic: string): Promise<void> {
  await until('the topic is there', async () => {
    const [result] = await admin.create([
      { name: topic, partitions: TEST_LANES, replicationFactor: 1, configs: {} },
    ]);
    return result?.kind === 'done';
  });
}

const values = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    value: `00000000-0000-4000-8000-${String(from + i).padStart(12, '0')}`,
  }));

/** With two inputs, and metadata that grows old at once: what hangs on it shows. */
function options(service: TestService): Partial<LanesOptions<TestEntry>> {
  const { output, deadLetters, ledger, commands, input } = service.topics;
  return {
    kafka: asRevoker,
    topics: {
      inputs: { in: input, other: otherOf(service) },
      outputs: [output, deadLetters],
      ledger,
      commands,
    },
    topicsCreate: false,
    metadataRefreshMs: 1000,
  };
}

const otherOf = ({ topics }: TestService): string => `${topics.input}-2`;

async function prepared(name: string): Promise<TestService> {
  const service = new TestService(name, asOwner);
  await service.createTopics();
  await create(otherOf(service));
  return service;
}

describe('one thing that is missing', () => {
  test('an input that is deleted is named, the other one goes on, and it is read when it is back', async () => {
    await using service = await prepared('deleted-input');
    const log = recordingLog();
    const outcomes = service.watch(service.topics.output);
    const { runtime } = await service.ready({ ...options(service), log });
    await admin.delete([otherOf(service)]);
    await until('it is named', () => runtime.health().problem?.includes(otherOf(service)) ?? false);
    expect(runtime.health().ready).toBe(false);
    expect(log.lines.join('\n')).toContain(`Topic ${otherOf(service)} does not exist`);
    const end = performance.now() + 12_000;
    for (let round = 0; performance.now() < end; round += 1) {
      await service.publish(values(round * 10, 10));
      await until('the other input goes on', () => outcomes.length === (round + 1) * 10);
    }
    expect(runtime.health().lanes.map(({ state }) => state)).toEqual(
      Array.from({ length: TEST_LANES }, () => 'running'),
    );
    const before = outcomes.length;
    await create(otherOf(service));
    await service.publish(values(900_000, 10), otherOf(service));
    await until('it is read', () => outcomes.length === before + 10);
    await until('all is well', () => runtime.health().ready && runtime.health().problem === undefined);
  }, 120_000);

  test('an input that is missing at the start keeps nothing else', async () => {
    await using service = new TestService('missing-input', asOwner);
    await service.createTopics();
    const outcomes = service.watch(service.topics.output);
    const { runtime } = service.instance(options(service));
    await until('the other is named', () => runtime.health().problem?.includes(otherOf(service)) ?? false);
    await service.publish(values(0, 10));
    await until('the input that is there is read', () => outcomes.length === 10);
    await create(otherOf(service));
    await service.publish(values(100, 10), otherOf(service));
    await until('it is read', () => outcomes.length === 20);
    await until('all is well', () => runtime.health().ready);
  }, 120_000);

  test('a right to read an input that is taken away is named, and the other input goes on', async () => {
    await using service = await prepared('denied-input');
    const outcomes = service.watch(service.topics.output);
    const { runtime } = await service.ready(options(service));
    await allowOnly(otherOf(service), AclOperationTypes.DESCRIBE);
    await until('it is named', () =>
      (runtime.health().problem ?? '').includes(
        `Kafka does not let this service read ${otherOf(service)}; it needs the right Read on it`,
      ),
    );
    await service.publish(values(0, 10));
    await service.publish(values(100, 10), otherOf(service));
    await until('the other input goes on', () => outcomes.length === 10);
    await allowAll(otherOf(service));
    await until('it is read again', () => outcomes.length === 20);
    await until('all is well', () => runtime.health().ready);
  }, 120_000);

  test.each(['output', 'ledger'] as const)(
    'a right to write the %s that is taken away is named; lanes wait for it, and are not turned round',
    async (which) => {
      await using service = await prepared(`denied-${which}`);
      const outcomes = service.watch(service.topics.output);
      const log = recordingLog();
      const { runtime } = await service.ready({ ...options(service), log });
      const topic = service.topics[which];
      await allowOnly(topic, which === 'ledger' ? AclOperationTypes.READ : AclOperationTypes.DESCRIBE);
      const sentence = `Kafka does not let this service write ${topic}; it needs the right Write on it`;
      await until('it is named', () => (runtime.health().problem ?? '').includes(sentence));
      await service.publish(values(0, 40));
      await until('lanes wait', () => runtime.health().lanes.every(({ state }) => state !== 'running'));
      expect(runtime.health().problem).toMatch(/Lane \d waits: /);
      expect(runtime.health().ready).toBe(false);
      expect(outcomes).toEqual([]);
      await allowAll(topic);
      await until('all is well', () => runtime.health().ready);
      await until('every event has its outcome', () => outcomes.length === 40);
      expect(new Set(outcomes).size).toBe(40);
      expect(log.lines.filter((line) => line.includes('The journal failed'))).toEqual([]);
    },
    120_000,
  );

  test('outcomes that have no topic wait for it, and it is named', async () => {
    await using service = await prepared('deleted-output');
    const { runtime } = await service.ready(options(service));
    const { output } = service.topics;
    await admin.delete([output]);
    await until('it is named', () =>
      (runtime.health().problem ?? '').includes(`Topic ${output} does not exist`),
    );
    expect(runtime.health().ready).toBe(false);
    await service.publish(values(0, 10));
    await create(output);
    const outcomes = service.watch(output);
    await until('every event has its outcome', () => outcomes.length === 10);
    await until('all is well', () => runtime.health().ready);
  }, 120_000);

  test('commands that have no topic stop no input, and it is named', async () => {
    await using service = await prepared('deleted-commands');
    const outcomes = service.watch(service.topics.output);
    const { runtime } = await service.ready(options(service));
    const { commands } = service.topics;
    await admin.delete([commands]);
    await until('it is named', () =>
      (runtime.health().problem ?? '').includes(`Topic ${commands} does not exist`),
    );
    const end = performance.now() + 10_000;
    for (let round = 0; performance.now() < end; round += 1) {
      await service.publish(values(round * 10, 10));
      await until('inputs go on', () => outcomes.length === (round + 1) * 10);
    }
    await create(commands);
    await until('all is well', () => runtime.health().ready);
  }, 120_000);
});
