import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs, { type AclEntry, type Admin } from 'kafkajs';

import { EmbeddedCluster } from '#libs/testbed';
import { Secret } from '#libs/redaction';
import { KafkaGroup } from '#libs/kafka';
import { silentLog } from '#libs/observability';

import { createKafka } from '../../../kafka/src/kafkajs/client.js';
import { TestKafka } from '../../../kafka/src/client/test-kafka.fixture.spec.js';
import { readCommitted } from '../../../kafka/src/read/read-committed.js';
import { pause } from '../../../async/src/waiting.js';
import { KafkaClient } from '../../../kafka/src/client/kafka-client.js';
import { Membership } from './membership.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const user = { username: 'revoker', password: 'correct-horse' };
const GROUP = 'guarded';
const LANES = 2;

let cluster: EmbeddedCluster;
let kafka: TestKafka;
let rights: Admin;

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
  const settings = { brokers: cluster.brokers(), clientId: 'rights-test' };
  kafka = await TestKafka.open(settings);
  rights = createKafka(settings, { log: silentLog }).admin();
  await rights.connect();
}, 90_000);

afterAll(async () => {
  await rights.disconnect();
  await kafka.close();
  await cluster.stop();
}, 30_000);

const asRevoker = () => ({
  brokers: cluster.brokers('sasl-plaintext'),
  clientId: 'rights-test',
  sasl: { mechanism: 'plain' as const, username: user.username, password: new Secret(user.password) },
});

/** Once there is a rule about something, nothing is allowed of it but what a rule allows. */
const allowing = (
  resourceType: number,
  resourceName: string,
  operation: number,
  username = user.username,
): AclEntry => ({
  principal: `User:${username}`,
  host: '*',
  operation,
  permissionType: AclPermissionTypes.ALLOW,
  resourceType,
  resourceName,
  resourcePatternType: ResourcePatternTypes.LITERAL,
});

async function grantAgain({ resourceType, resourceName }: AclEntry): Promise<void> {
  await rights.deleteAcls({
    filters: [
      {
        resourceType,
        resourceName,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      },
    ],
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${what}`);
    }
    await pause(20);
  }
}

describe('a service without rights', () => {
  test.each([
    ['it may see', 'revoker', AclOperationTypes.DESCRIBE],
    ['another user has', 'other', AclOperationTypes.READ],
  ])(
    'waits for a group that %s, says what is missing, and joins when it may',
    async (_what, username, operation) => {
      const commands = await kafka.topic({ partitions: LANES });
      const rule = allowing(AclResourceTypes.GROUP, GROUP, operation, username);
      await rights.createAcls({ acl: [rule] });
      const problems: (string | undefined)[] = [];
      const joins: (readonly number[])[] = [];
      const membership = new Membership(
        {
          group: KafkaGroup.of(asRevoker(), GROUP, silentLog),
          inputs: [],
          commands,
          lanes: LANES,
          sessionTimeoutMs: 6_000,
          partitionCount: () => 0,
          againMs: 500,
          log: silentLog,
        },
        {
          joined: ({ lanes }) => joins.push(lanes),
          confirmed: () => undefined,
          left: () => undefined,
          problem: (problem) => problems.push(problem),
          fatal: (reason) => problems.push(`fatal: ${reason}`),
          held: () => [],
        },
      );
      membership.start();
      try {
        await until('it says what is missing', () => problems.at(-1)?.includes('the right Read') ?? false);
        expect(joins).toEqual([]);
        await grantAgain(rule);
        await until('it has joined', () => joins.length > 0);
        expect(problems.at(-1)).toBeUndefined();
        expect(problems.filter((problem) => problem?.startsWith('fatal'))).toEqual([]);
      } finally {
        await membership.stop();
      }
    },
    90_000,
  );

  test('hears of a ledger that it may not read', async () => {
    const ledger = await kafka.topic();
    const rule = allowing(AclResourceTypes.TOPIC, ledger, AclOperationTypes.DESCRIBE);
    await rights.createAcls({ acl: [rule] });
    const client = await KafkaClient.connect(asRevoker(), { log: silentLog });
    try {
      await client.addTopics([ledger]);
      const { signal } = new AbortController();
      const reading = readCommitted(client, {
        topic: ledger,
        partition: 0,
        from: 0n,
        until: 1n,
        refusedMs: 100,
        signal,
      });
      await expect(reading.next()).rejects.toThrow(`does not let this service read ${ledger}`);
    } finally {
      await client.close();
      await grantAgain(rule);
    }
  }, 60_000);
});
