import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { EmbeddedCluster, type SecuredListener } from '#libs/testbed';
import { Secret } from '#libs/redaction';
import { silentLog } from '#libs/observability';

import { openClient } from '../client/open-client.js';
import { createKafka } from './client.js';
import type { KafkaSasl, KafkaSettings, KafkaTls } from './settings.js';
import { never, TestKafka } from '../client/test-kafka.fixture.spec.js';

let cluster: EmbeddedCluster;

const STARTS_WITHIN_MS = 90_000;
const user = { username: 'revoker', password: 'correct-horse' };

beforeAll(async () => {
  cluster = await EmbeddedCluster.start({
    listeners: ['tls', 'mtls', 'sasl-plaintext', 'sasl-tls'],
    users: [user],
  });
}, STARTS_WITHIN_MS);

afterAll(async () => {
  await cluster.stop();
});

const sasl = (mechanism: KafkaSasl['mechanism'], password = user.password): KafkaSasl => ({
  mechanism,
  username: user.username,
  password: new Secret(password),
});

const trusting = (): KafkaTls => ({ caPem: cluster.certificates.certPem });

const withClientCertificate = (): KafkaTls => {
  const { certPem, keyPem } = cluster.certificates.issue('revoker');
  return { ...trusting(), certPem, keyPem: new Secret(keyPem) };
};

type Case = readonly [SecuredListener, string, () => Pick<KafkaSettings, 'ssl' | 'sasl'>];

const settingsOf = ([listener, , security]: Case): KafkaSettings => ({
  brokers: cluster.brokers(listener),
  clientId: 'lanes-test',
  ...security(),
});

const ACCEPTED: readonly Case[] = [
  ['tls', 'with its authority', () => ({ ssl: trusting() })],
  ['mtls', 'with a client certificate', () => ({ ssl: withClientCertificate() })],
  ['sasl-plaintext', 'PLAIN', () => ({ sasl: sasl('plain') })],
  ['sasl-plaintext', 'SCRAM-SHA-256', () => ({ sasl: sasl('scram-sha-256') })],
  ['sasl-plaintext', 'SCRAM-SHA-512', () => ({ sasl: sasl('scram-sha-512') })],
  ['sasl-tls', 'SCRAM-SHA-512', () => ({ ssl: trusting(), sasl: sasl('scram-sha-512') })],
];

const REFUSED: readonly (readonly [...Case, code: string])[] = [
  ['tls', 'without its authority', () => ({ ssl: {} }), 'TLS_REFUSED'],
  ['mtls', 'without a client certificate', () => ({ ssl: trusting() }), 'TLS_REFUSED'],
  [
    'sasl-plaintext',
    'PLAIN with a wrong password',
    () => ({ sasl: sasl('plain', 'wrong') }),
    'CREDENTIALS_REFUSED',
  ],
  [
    'sasl-plaintext',
    'SCRAM with a wrong password',
    () => ({ sasl: sasl('scram-sha-512', 'wrong') }),
    'CREDENTIALS_REFUSED',
  ],
  [
    'sasl-tls',
    'with a wrong password',
    () => ({ ssl: trusting(), sasl: sasl('plain', 'wrong') }),
    'CREDENTIALS_REFUSED',
  ],
];

describe('secured listeners of a real broker', () => {
  test.each(ACCEPTED)(
    '%s, %s: all that lanes do works',
    async (...given) => {
      const settings = settingsOf(given);
      const kafka = await TestKafka.open(settings);
      const topic = await kafka.topic();
      const writer = await kafka.writer();
      await writer.send(topic, [{ key: null, value: 'a' }]);
      await writer.close();
      expect(await kafka.values(topic)).toEqual(['a']);

      const consumer = createKafka(settings, { log: silentLog }).consumer({
        groupId: topic,
        maxWaitTimeInMs: 50,
      });
      const fetched = new Promise((resolve) => consumer.on('consumer.fetch', resolve));
      await consumer.connect();
      await consumer.subscribe({ topic });
      await consumer.run({ eachMessage: async () => undefined });
      await fetched;
      await consumer.disconnect();
      await kafka.close();
    },
    30_000,
  );

  test.each(REFUSED)('%s, %s: refused at once, for a reason that can be repaired', async (...given) => {
    const [listener, what, security, code] = given;
    const connecting = openClient(settingsOf([listener, what, security]), {
      log: silentLog,
      signal: never,
    });
    await expect(connecting).rejects.toMatchObject({ code });
    await expect(connecting).rejects.not.toThrow(/wrong/);
  });

  test.each<Case>([
    ['tls', 'by a client that speaks no TLS', () => ({})],
    ['sasl-plaintext', 'by a client without credentials', () => ({})],
  ])('%s, %s: waited for, as a broker that starts looks the same', async (...given) => {
    const stop = new AbortController();
    const connecting = openClient(settingsOf(given), {
      log: { ...silentLog, warn: () => stop.abort(new Error('still waiting')) },
      signal: stop.signal,
    });
    await expect(connecting).rejects.toThrow('still waiting');
  });
});
