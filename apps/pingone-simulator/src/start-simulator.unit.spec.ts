import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator, type SimulatorOptions } from './index.js';
import { basic, call, form, PlatformClient, workerToken } from './testing/http.js';

async function withSimulator(
  options: SimulatorOptions,
  run: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator(options);
  try {
    await run(simulator);
  } finally {
    await simulator.close();
  }
}

/** What is the same for the same seed: everything but keys, tokens and times. */
const identityOf = ({ worker, applications, seeded }: Simulator): unknown => ({
  worker,
  applications: applications.map(({ privateKeyPem: _, ...application }) => application),
  users: seeded.users.map(({ sessions, ...user }) => ({ ...user, sessions: sessions.map(({ id }) => id) })),
});

describe('startSimulator', () => {
  it('makes the same world from the same seed, and another from another', async () => {
    const worlds: unknown[] = [];
    for (const seed of [5, 5, 6]) {
      await withSimulator({ seed }, async (simulator) => {
        worlds.push(identityOf(simulator));
      });
    }
    expect(worlds[1]).toEqual(worlds[0]);
    expect(worlds[2]).not.toEqual(worlds[0]);
  });

  it('keeps the ids of the first seed: docker-compose.yml and the documentation name them', () =>
    withSimulator({}, async ({ environmentId, worker, seeded }) => {
      expect([
        environmentId,
        worker.clientId,
        seeded.users[0]?.id,
        seeded.users[0]?.oathTokens[0]?.id,
      ]).toEqual([
        'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
        'b2d97e7f-0366-4f74-8f10-3ec9c5f9288b',
        'f7404580-0a65-429c-9aab-ff8fa2080ed2',
        'beabfc76-273e-46d9-8039-47194b647d8c',
      ]);
    }));

  it('does not let traffic decide what the next seeding makes', async () => {
    const made: unknown[] = [];
    for (const requests of [0, 5]) {
      await withSimulator(
        {
          behaviour: {
            rules: [{ effect: { kind: 'delay', ms: { distribution: 'uniform', minMs: 0, maxMs: 1 } } }],
          },
        },
        async (simulator) => {
          const client = await PlatformClient.of(simulator);
          for (let index = 0; index < requests; index += 1) {
            await client.get('/users/none');
          }
          made.push(simulator.seed({ users: 1, oathTokensPerUser: 1 }).users);
        },
      );
    }
    expect(made[1]).toEqual(made[0]);
  });

  it('listens on the loopback interface unless told otherwise', () =>
    withSimulator({ population: {} }, async ({ apiUrl, authUrl }) => {
      expect(apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
      expect(apiUrl).toBe(`${authUrl}/v1`);
    }));

  it('is reachable by loopback where it listens everywhere', () =>
    withSimulator({ population: {}, host: '0.0.0.0' }, async ({ authUrl }) => {
      expect(authUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
      expect((await call(`${authUrl}/__health`)).status).toBe(200);
    }));

  it('writes the host that a client uses into its links, or the public URL if it has one', async () => {
    await withSimulator({ population: { unpairedOathTokens: 2 } }, async (simulator) => {
      simulator.behave({ settings: { pageSize: 1 } });
      const headers = { authorization: `Bearer ${await workerToken(simulator)}` };
      const url = `${simulator.apiUrl}/environments/${simulator.environmentId}/oathTokens`;
      for (const used of [url, url.replace('127.0.0.1', 'localhost')]) {
        const page = await call(used, { headers });
        expect(page.body?.['_links']).toMatchObject({
          next: { href: expect.stringContaining(`${used}?cursor=`) },
        });
      }
    });
    await withSimulator(
      { population: {}, publicUrl: 'https://pingone.example/' },
      async ({ apiUrl, authUrl }) => {
        expect([apiUrl, authUrl]).toEqual(['https://pingone.example/v1', 'https://pingone.example']);
      },
    );
  });

  it.each(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'CLIENT_SECRET_JWT', 'PRIVATE_KEY_JWT'] as const)(
    'gives the worker the method %s',
    (workerAuthMethod) =>
      withSimulator({ population: {}, workerAuthMethod }, async ({ worker, authUrl, environmentId }) => {
        expect(worker.tokenEndpointAuthMethod).toBe(workerAuthMethod);
        expect(worker.clientSecret === '').toBe(workerAuthMethod === 'PRIVATE_KEY_JWT');
        const fields = { grant_type: 'client_credentials', client_id: worker.clientId };
        const secret =
          workerAuthMethod === 'CLIENT_SECRET_POST' ? { client_secret: worker.clientSecret } : {};
        const reply = await call(`${authUrl}/${environmentId}/as/token`, form({ ...fields, ...secret }));
        expect(reply.status).toBe(workerAuthMethod === 'CLIENT_SECRET_POST' ? 200 : 401);
      }),
  );

  it('has one worker with roles in all environments, and applications in one each', () =>
    withSimulator(
      { environmentIds: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] },
      async (simulator) => {
        expect(simulator.applications).toHaveLength(10);
        expect(new Set(simulator.applications.map(({ clientId }) => clientId)).size).toBe(10);
        const client = await PlatformClient.of(simulator);
        const elsewhere = await client.request('GET', `/../22222222-2222-4222-8222-222222222222/oathTokens`);
        expect(elsewhere.body?.['_embedded']).toEqual({ oathTokens: [] });
      },
    ));

  describe('with two environments', () => {
    const [home, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    const environmentIds = [home, other];

    it('issues the worker a token in the environment that it lives in, and knows it in no other', () =>
      withSimulator({ environmentIds }, async ({ authUrl, worker }) => {
        const credentials = basic(worker.clientId, worker.clientSecret);
        const ask = async (id: string): Promise<number> => {
          const request = form({ grant_type: 'client_credentials' }, credentials);
          return (await call(`${authUrl}/${id}/as/token`, request)).status;
        };
        expect([await ask(home), await ask(other)]).toEqual([200, 401]);
      }));

    it.each([403, 401] as const)('answers its token with %i where it has no role', (workerWithoutRole) =>
      withSimulator({ environmentIds }, async (simulator) => {
        simulator.behave({ settings: { workerRoles: [home], workerWithoutRole } });
        const client = await PlatformClient.of(simulator);
        expect((await client.request('GET', '/oathTokens')).status).toBe(200);
        const elsewhere = await client.request('GET', `/../${other}/oathTokens`);
        expect(elsewhere.status).toBe(workerWithoutRole);
        expect(elsewhere.body?.['details']).toMatchObject([{ code: 'INSUFFICIENT_PERMISSIONS' }]);
      }),
    );
  });

  it('writes an applications file whose key is a file beside it, for the owner only', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'simulator-spec-'));
    try {
      await withSimulator({ population: {} }, async (simulator) => {
        const file = await simulator.writeApplicationsFile(join(directory, 'new'));
        const { applications } = JSON.parse(await readFile(file, 'utf8')) as {
          applications: readonly Readonly<Record<string, string>>[];
        };
        expect(applications.map(({ tokenEndpointAuthMethod: method }) => method)).toEqual([
          'CLIENT_SECRET_BASIC',
          'CLIENT_SECRET_POST',
          'NONE',
          'CLIENT_SECRET_JWT',
          'PRIVATE_KEY_JWT',
        ]);
        expect(applications[4]).toEqual({
          environmentId: simulator.environmentId,
          clientId: expect.any(String),
          tokenEndpointAuthMethod: 'PRIVATE_KEY_JWT',
          keyId: expect.any(String),
          privateKeyFile: 'client-key.pem',
        });
        const pem = await readFile(join(directory, 'new', 'client-key.pem'), 'utf8');
        expect(pem).toBe(simulator.applications[4]?.privateKeyPem);
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        await withSimulator({ population: {}, clientPrivateKeyPem: pem }, async (again) => {
          expect(again.applications[4]?.privateKeyPem).toBe(pem);
        });
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('ends at once, whatever is under way', async () => {
    const simulator = await startSimulator({
      population: {},
      behaviour: { settings: { jobDurationMs: 3_600_000 } },
    });
    const client = await PlatformClient.of(simulator);
    const [token] = simulator.seed({ unpairedOathTokens: 1 }).unpairedOathTokens;
    await client.submit({ type: 'REVOKE_OATH_TOKENS', async: true, tokenIds: [token?.id] });
    simulator.behave({ rules: [{ effect: { kind: 'delay', ms: 3_600_000 } }] });
    const waiting = expect(client.get('/users/none')).rejects.toThrow();
    await simulator.close();
    await waiting;
  });

  it('throws what is wrong with its options, by name', async () => {
    await expect(startSimulator({ behaviour: { settings: { pageSize: 0 } } })).rejects.toThrow(
      'settings.pageSize',
    );
    await expect(startSimulator({ host: '127.0.0.1', port: 70_000 })).rejects.toThrow();
  });

  it.each([
    ['a head that is too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(7000)}\r\n\r\n`, '431'],
    ['what is no HTTP', 'HELLO\r\n\r\n', '400'],
  ])('answers %s with a Correlation-Id too', (_, bytes, status) =>
    withSimulator({ population: {} }, async ({ authUrl }) => {
      const socket = connect(Number(new URL(authUrl).port), '127.0.0.1');
      let text = '';
      for await (const chunk of socket.on('connect', () => socket.write(bytes)).setEncoding('utf8')) {
        text += String(chunk);
      }
      expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status}[^]*Correlation-Id: [0-9a-f-]{36}`));
    }),
  );
});
