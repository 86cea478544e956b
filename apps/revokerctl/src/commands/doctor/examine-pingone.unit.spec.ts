import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { TROUBLE_CAUSES } from '#libs/pingone';
import { CertificateAuthority } from '#libs/testbed';
import type { CommandContext } from '../../context.js';
import type { Diagnosis } from './diagnosis.js';
import { examinePingOne, explain } from './examine-pingone.js';

const MONTH_MS = 30 * 24 * 60 * 60 * 1_000;
const ENVIRONMENT = '3f2b1c7e-55d1-4e0b-9c2e-8e6d4c1f0a11';

const trusted = new CertificateAuthority('Trusted', new Date());
const longAgo = new CertificateAuthority('Long ago', new Date(Date.now() - MONTH_MS));
const stranger = new CertificateAuthority('Stranger', new Date());

const systemCertificates = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([trusted.certPem, longAgo.certPem]));
afterAll(() => setDefaultCACertificates(systemCertificates));

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A real server with TLS on all addresses of loopback; its port. */
async function serve(
  authority: CertificateAuthority,
  answer: Parameters<typeof createServer>[1] = (_request, response) => void response.end('{}'),
): Promise<number> {
  const { certPem, keyPem } = authority.issue('pingone');
  const server = createServer({ cert: certPem, key: keyPem }, answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

async function examine(host: string): Promise<Diagnosis | undefined> {
  const env = {
    PINGONE_API_URL: `https://${host}/v1`,
    PINGONE_AUTH_URL: `https://${host}`,
    PINGONE_ENVIRONMENT_ID: ENVIRONMENT,
    PINGONE_CLIENT_ID: 'worker',
    PINGONE_CLIENT_SECRET: 'canary-secret',
    PINGONE_REQUEST_TIMEOUT_MS: '20000',
  };
  const context = {
    installation: { env },
    environment: { readFile: () => undefined },
    signal: new AbortController().signal,
  } as unknown as CommandContext;
  for await (const diagnosis of examinePingOne(context)) {
    expect(JSON.stringify(diagnosis)).not.toContain('canary');
    return diagnosis;
  }
  return undefined;
}

describe('the doctor', () => {
  it.each<[string, () => Promise<string>, string]>([
    [
      'an authority that is not trusted here',
      async () => `127.0.0.1:${await serve(stranger)}`,
      'signed by an authority that is not trusted here',
    ],
    [
      'a certificate for another host',
      async () => `127.0.0.2:${await serve(trusted)}`,
      'for another host name',
    ],
    [
      'a certificate that has expired',
      async () => `127.0.0.1:${await serve(longAgo)}`,
      'out of its time, or the clock of this machine is wrong',
    ],
    ['a port where nobody listens', async () => '127.0.0.1:1', 'nothing accepts connections there'],
    ['a name that is not known', async () => 'pingone.invalid', 'the name of PingOne is not known here'],
    [
      'a connection that is closed',
      async () => `127.0.0.1:${await serve(trusted, ({ socket }) => void socket.destroy())}`,
      'the connection was closed without an answer',
    ],
    [
      'a gateway',
      async () => {
        const answer: Parameters<typeof createServer>[1] = (_request, response) =>
          void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>');
        return `127.0.0.1:${await serve(trusted, answer)}`;
      },
      'answers with an error of its own: HTTP 502, text/html',
    ],
    [
      'a page to sign in',
      async () => {
        const answer: Parameters<typeof createServer>[1] = (_request, response) =>
          void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
        return `127.0.0.1:${await serve(trusted, answer)}`;
      },
      'something else than PingOne answers',
    ],
    [
      'credentials that are refused',
      async () => {
        const answer: Parameters<typeof createServer>[1] = (_request, response) =>
          void response
            .writeHead(401, { 'content-type': 'application/json' })
            .end('{"error":"invalid_client","error_description":"Unknown client canary-secret."}');
        return `127.0.0.1:${await serve(trusted, answer)}`;
      },
      'HTTP 401 invalid_client: Unknown client [redacted].',
    ],
  ])(
    'The doctor has a sentence for %s',
    async (_what, host, sentence) => {
      const diagnosis = await examine(await host());
      expect(diagnosis?.state).toBe('problem');
      expect(diagnosis?.detail).toContain(sentence);
    },
    60_000,
  );

  it('The doctor has another one for each cause, and a remedy', () => {
    const told = TROUBLE_CAUSES.map((cause) => explain('unavailable', { cause, detail: 'x' }));
    expect(new Set(told.map(([sentence]) => sentence)).size).toBe(TROUBLE_CAUSES.length);
    expect(told.every(([, remedy]) => remedy.length > 10)).toBe(true);
  });
});
