import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from './index.js';
import { basic, call, form, PlatformClient, until } from './testing/http.js';

/** The ids of PingOne's own examples ("Revoke multiple OATH tokens"). */
const ENVIRONMENT = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
const TOKEN_IDS = [
  '05e84ab4-2a23-43ae-947e-e90fdbe1bbdf',
  '1063f990-a872-43dd-be4d-93ec45b10fcd',
  '135e68f2-aa20-4ad6-89f0-88d76ecf7c2b',
  '4acfec0a-2cbd-409e-ae54-6bffd9011a4e',
  '5b80ea97-2c7f-41d4-9069-504b9bfdec52',
];

describe('the examples of the PingOne documentation', () => {
  let simulator: Simulator;
  let client: PlatformClient;

  beforeAll(async () => {
    simulator = await startSimulator({
      environmentIds: [ENVIRONMENT],
      population: {
        users: 1,
        sessionsPerUser: 1,
        oauthTokensPerSession: 5,
        unpairedOathTokens: TOKEN_IDS.map((id) => ({ id })),
      },
      behaviour: { settings: { jobDurationMs: 20 } },
    });
    client = await PlatformClient.of(simulator);
  });
  afterAll(() => simulator.close());

  /** The example's answer, with the host of the simulator and the id of the job. */
  const example = (jobId: string, status: string, revoked: number) => ({
    _links: {
      self: { href: `${simulator.apiUrl}/environments/${ENVIRONMENT}/jobs/${jobId}` },
      environment: { href: `${simulator.apiUrl}/environments/${ENVIRONMENT}` },
    },
    id: jobId,
    environment: { id: ENVIRONMENT },
    type: 'REVOKE_OATH_TOKENS',
    async: true,
    status,
    result: { revoked },
  });

  it('are reproduced field by field: a job is submitted, and read until it is DONE', async () => {
    const submitted = await client.submit({
      type: 'REVOKE_OATH_TOKENS',
      async: true,
      forceUnpair: false,
      tokenIds: TOKEN_IDS,
    });
    const jobId = String(submitted.body?.['id']);
    expect(submitted.status).toBe(202);
    expect(submitted.body).toEqual(example(jobId, 'PENDING', 0));
    expect(Object.keys(submitted.body ?? {})).toEqual(Object.keys(example(jobId, 'PENDING', 0)));

    const done = await until(async () => {
      const polled = await client.get(`/oathJobs/${jobId}`);
      expect(polled.status).toBe(200);
      return polled.body?.['status'] === 'DONE' ? polled.body : undefined;
    });
    expect(done).toEqual(example(jobId, 'DONE', 5));
    for (const tokenId of TOKEN_IDS) {
      expect((await client.get(`/oathTokens/${tokenId}`)).status).toBe(404);
    }
  });

  it('are reproduced: a token is revoked with 200 and an empty body', async () => {
    const application = simulator.applications.find(
      ({ tokenEndpointAuthMethod: method }) => method === 'CLIENT_SECRET_BASIC',
    );
    const { clientId = '', clientSecret = '' } = application ?? {};
    const token =
      simulator.seeded.users[0]?.sessions[0]?.tokens.find((issued) => issued.clientId === clientId)
        ?.accessToken ?? '';
    const revoked = await call(
      `${simulator.authUrl}/${ENVIRONMENT}/as/revoke`,
      form({ token }, basic(clientId, clientSecret)),
    );
    expect({ status: revoked.status, text: revoked.text }).toEqual({ status: 200, text: '' });
    expect(revoked.headers.get('correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
