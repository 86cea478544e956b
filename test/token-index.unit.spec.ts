import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OathTokenIndex } from '#libs/execution';
import { createMetrics, silentLog, type Metrics } from '#libs/observability';
import { Secret } from '#libs/redaction';
import { PingOneClient } from '#libs/pingone';
import { startSimulator, type Simulator, eventually } from '#libs/testbed';

const PAGES = 7;
const FOREVER_MS = 3_600_000;

let simulator: Simulator;
let pingone: PingOneClient;
let metrics: Metrics;
let stopped: AbortController;

beforeEach(async () => {
  simulator = await startSimulator({
    population: { users: 400, oathTokensPerUser: 4, sessionsPerUser: 0, unpairedOathTokens: 400 },
    behaviour: { settings: { pageSize: 300 } },
  });
  metrics = createMetrics();
  stopped = new AbortController();
  const { apiUrl, authUrl, environmentId, worker } = simulator;
  pingone = new PingOneClient(
    {
      apiUrl,
      authUrl,
      environments: [environmentId],
      worker: {
        clientId: worker.clientId,
        authentication: {
          method: 'CLIENT_SECRET_BASIC',
          clientSecret: new Secret(worker.clientSecret),
          encoding: 'raw',
        },
      },
      applications: [],
      requestsPerSecond: 200,
      requestsInFlight: 10,
      requestTimeoutMs: 60_000,
      probing: { firstIntervalMs: 10, longestIntervalMs: 50 },
    },
    { log: silentLog, metrics },
  );
});

afterEach(async () => {
  stopped.abort();
  await pingone.close();
  await simulator.close();
});

function started(refreshMs = FOREVER_MS): OathTokenIndex {
  const options = { environmentIds: [simulator.environmentId], refreshMs, retryMs: 5, metrics };
  const index = new OathTokenIndex(pingone, { ...options, signal: stopped.signal }, silentLog);
  index.start();
  return index;
}

const listed = (): number => simulator.state.requests().byOperation['list-oath-tokens']?.requests ?? 0;

/** A rule that goes wrong once, in the middle of the pages. */
const atTheFourthPage = { operation: ['list-oath-tokens'], skip: 3, times: 1 } as const;

describe('an index of 2,000 tokens over seven pages', () => {
  it('knows each of them by id, serial number and owner, and says how many and how old', async () => {
    const index = started();
    const { environmentId, seeded } = simulator;
    expect(await index.state(environmentId, stopped.signal)).toBe('ready');
    expect(listed()).toBe(PAGES);
    for (const user of seeded.users) {
      const ids = user.oathTokens.map(({ id }) => id).sort();
      expect(
        index
          .tokensOf(environmentId, user.id)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(ids);
      for (const { id, serialNumber } of user.oathTokens) {
        expect(index.token(environmentId, id)?.userIds).toEqual([user.id]);
        expect(index.tokenWith(environmentId, serialNumber)?.id).toBe(id);
      }
    }
    const page = await metrics.registry.metrics();
    expect(page).toContain(`pingone_token_index_tokens{environment="${environmentId}"} 2000`);
    const age = /pingone_token_index_age_seconds\{[^}]*\} ([\d.]+)/.exec(page)?.[1];
    expect(Number(age)).toBeLessThan(600);
  });

  it.each([
    ['503', { kind: 'respond', status: 503 }],
    ['a connection that is cut', { kind: 'drop', when: 'during' }],
    ['429', { kind: 'respond', status: 429, retryAfterSeconds: 0 }],
  ] as const)('goes on with the same page after %s in the middle', async (_, effect) => {
    simulator.behave({ rules: [{ ...atTheFourthPage, effect }] });
    const index = started();
    expect(await index.state(simulator.environmentId, stopped.signal)).toBe('ready');
    expect(listed()).toBe(PAGES + 1);
    expect(await metrics.registry.metrics()).toMatch(/pingone_token_index_tokens\{[^}]*\} 2000/);
  });

  it('begins again at the first page when PingOne rejects one in the middle: its cursor may be too old', async () => {
    simulator.behave({ rules: [{ ...atTheFourthPage, effect: { kind: 'respond', status: 400 } }] });
    const index = started();
    expect(await index.state(simulator.environmentId, stopped.signal)).toBe('ready');
    expect(listed()).toBe(4 + PAGES);
    expect(await metrics.registry.metrics()).toMatch(/pingone_token_index_tokens\{[^}]*\} 2000/);
  });

  it('keeps what it knows while a refresh is cut off, and has the new ones after the next', async () => {
    const index = started(20);
    const { environmentId } = simulator;
    await index.state(environmentId, stopped.signal);
    const rejecting = simulator.behave({
      rules: [{ operation: ['list-oath-tokens'], effect: { kind: 'respond', status: 400 } }],
    });
    const before = listed();
    const [newcomer] = simulator.seed({ users: 1, oathTokensPerUser: 1, sessionsPerUser: 0 }).users;
    await eventually('refreshes are rejected', () => listed() > before + 5);
    const old = simulator.seeded.users[0];
    expect(index.tokensOf(environmentId, old?.id ?? '')).toHaveLength(4);
    expect(await index.state(environmentId, stopped.signal)).toBe('ready');
    rejecting.stop();
    await eventually(
      'the newcomer is known',
      () => index.tokensOf(environmentId, newcomer?.id ?? '').length === 1,
    );
  });

  it('tells those who wait when PingOne refuses to list anything, and is ready when it does', async () => {
    const rejecting = simulator.behave({
      rules: [{ operation: ['list-oath-tokens'], effect: { kind: 'respond', status: 400 } }],
    });
    const index = started();
    const { environmentId } = simulator;
    expect(await index.state(environmentId, stopped.signal)).toBe('refused');
    rejecting.stop();
    await eventually(
      'it is ready',
      async () => (await index.state(environmentId, stopped.signal)) === 'ready',
    );
  });

  it('lets no caller wait for an environment that it was not asked to know', async () => {
    expect(await started().state('another', stopped.signal)).toBe('off');
  });
});
