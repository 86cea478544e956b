import { once } from 'node:events';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { EmbeddedCluster } from '../brokers/embedded-cluster.js';
import { parseHostPort } from '../support/reachable.js';
import { CertificateAuthority } from './certificate-authority.js';
import type { SecuredListener } from './secured-listeners.js';

const TIMEOUT_MS = 60_000;
const alice = { username: 'alice-hr', password: 'Correct.horse-battery_9' };

let cluster: EmbeddedCluster;
beforeAll(async () => {
  cluster = await EmbeddedCluster.start({
    listeners: ['tls', 'mtls', 'sasl-plaintext', 'sasl-tls'],
    users: [alice],
  });
}, TIMEOUT_MS);
afterAll(() => cluster.stop());

/** One request through the listener; rejects where the broker does not let the client in. */
const listTopics = async (
  listener: SecuredListener,
  security: { readonly ssl?: ConnectionOptions; readonly sasl?: SASLOptions },
): Promise<string[]> => {
  const kafka = new Kafka({
    brokers: [...cluster.brokers(listener)],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    ...security,
  });
  const admin = kafka.admin();
  try {
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
};

describe('a TLS listener', () => {
  it('presents a certificate that its authority vouches for', async () => {
    const { host, port } = parseHostPort(cluster.brokers('tls')[0] ?? '') ?? { host: '', port: 0 };
    const socket = connect({ host, port, ca: cluster.certificates.certPem });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.destroy();
  });

  it('serves a client that trusts the authority, and none that does not', async () => {
    await expect(listTopics('tls', { ssl: { ca: cluster.certificates.certPem } })).resolves.toEqual([]);
    await expect(listTopics('tls', { ssl: {} })).rejects.toThrow(/certificate/);
  });
});

describe('a mutual TLS listener', () => {
  const client = (authority: CertificateAuthority): ConnectionOptions => {
    const { certPem, keyPem } = authority.issue('revoker');
    return { ca: cluster.certificates.certPem, cert: certPem, key: keyPem };
  };

  it('lets in a client with a certificate of its authority', async () => {
    await expect(listTopics('mtls', { ssl: client(cluster.certificates) })).resolves.toEqual([]);
  });

  it('keeps out a client without a certificate, or with a stranger’s', async () => {
    const stranger = new CertificateAuthority('stranger', new Date());
    await expect(listTopics('mtls', { ssl: { ca: cluster.certificates.certPem } })).rejects.toThrow();
    await expect(listTopics('mtls', { ssl: client(stranger) })).rejects.toThrow();
  });
});

describe.each(['sasl-plaintext', 'sasl-tls'] as const)('a %s listener', (listener) => {
  const ssl = (): { ssl?: ConnectionOptions } =>
    listener === 'sasl-tls' ? { ssl: { ca: cluster.certificates.certPem } } : {};

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'lets in by %s who knows the password',
    async (mechanism) => {
      const right = { mechanism, ...alice } as SASLOptions;
      const wrong = { mechanism, ...alice, password: 'guessed' } as SASLOptions;
      await expect(listTopics(listener, { ...ssl(), sasl: right })).resolves.toEqual([]);
      await expect(listTopics(listener, { ...ssl(), sasl: wrong })).rejects.toThrow(/uthentication/);
    },
  );
});
