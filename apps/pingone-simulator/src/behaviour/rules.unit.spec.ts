import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Effect, type Rule, type Simulator } from '../index.js';
import { basic, call, form, PlatformClient, until, type Reply } from '../testing/http.js';

const ABSENT = '/oathTokens/00000000-0000-4000-8000-000000000000';

describe('rules', () => {
  let simulator: Simulator;
  let client: PlatformClient;

  beforeAll(async () => {
    simulator = await startSimulator({ population: { users: 1, sessionsPerUser: 1 } });
    client = await PlatformClient.of(simulator);
  });
  afterEach(() => simulator.resetBehaviour());
  afterAll(() => simulator.close());

  const rule = (effect: Effect, others: Partial<Rule> = {}): void => {
    simulator.behave({ rules: [{ name: 'rule', effect, ...others }] });
  };
  /** 404 without a rule. */
  const read = (): Promise<Reply> => client.get(ABSENT);
  const statuses = async (count: number, request = read): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) {
      seen.push((await request()).status);
    }
    return seen;
  };
  const applicationOf = (method: string) =>
    simulator.applications.find(({ tokenEndpointAuthMethod }) => tokenEndpointAuthMethod === method);
  const submit = (tokenIds: readonly string[]): Promise<Reply> =>
    client.submit({ type: 'REVOKE_OATH_TOKENS', async: true, forceUnpair: true, tokenIds });
  const newToken = (): string => simulator.seed({ unpairedOathTokens: 1 }).unpairedOathTokens[0]?.id ?? '';

  describe('an answer is encoded', () => {
    it.each(['gzip', 'deflate', 'br', 'zstd'] as const)('in %s, which fetch undoes', async (coding) => {
      rule({ kind: 'encode', coding });
      const reply = await read();
      expect(reply.headers.get('content-encoding')).toBe(coding);
      expect(reply.body?.['code']).toBe('NOT_FOUND');
    });

    it('beside what is forced, and grows as far as it is told', async () => {
      simulator.behave({
        rules: [
          { name: 'coding', effect: { kind: 'encode', coding: 'gzip', padToBytes: 2_000_000 } },
          { name: 'rule', effect: { kind: 'respond', status: 503 } },
        ],
      });
      const { status, headers } = await read();
      expect(status).toBe(503);
      expect(Number(headers.get('content-length'))).toBeLessThan(20_000);
    });

    it('and said to be, in a coding that clients know no more', async () => {
      rule({ kind: 'encode', coding: 'compress' });
      expect((await read()).headers.get('content-encoding')).toBe('compress');
    });
  });

  describe('an answer is forced', () => {
    it.each([
      [400, 'INVALID_REQUEST', undefined],
      [401, 'ACCESS_FAILED', 'INVALID_TOKEN'],
      [403, 'ACCESS_FAILED', 'INSUFFICIENT_PERMISSIONS'],
      [404, 'NOT_FOUND', undefined],
      [413, 'INVALID_REQUEST', undefined],
      [429, 'REQUEST_LIMITED', 'LIMIT_EXCEEDED'],
      [500, 'UNEXPECTED_ERROR', undefined],
      [502, 'SERVICE_UNAVAILABLE', undefined],
      [503, 'SERVICE_UNAVAILABLE', undefined],
    ])('with %i, in the words of the platform: %s', async (status, code, detail) => {
      rule({ kind: 'respond', status });
      const reply = await read();
      const details = reply.body?.['details'] as readonly { code: string }[] | undefined;
      expect([reply.status, reply.body?.['code'], details?.[0]?.code]).toEqual([status, code, detail]);
      expect(reply.headers.get('retry-after')).toBeNull();
      expect(reply.headers.get('correlation-id')).not.toBeNull();
    });

    it.each([
      [404, 'not_found'],
      [413, 'payload_too_large'],
    ])('with %i, in the JSON of a gateway, which is not that of PingOne', async (status, error) => {
      rule({ kind: 'respond', status, body: 'json' });
      const { body, headers } = await read();
      expect(body).toMatchObject({ error, status });
      expect(body).not.toHaveProperty('code');
      expect(headers.get('content-type')).toContain('application/json');
    });

    it.each([
      [400, 'invalid_request'],
      [401, 'invalid_client'],
      [403, 'access_denied'],
    ])('with %i, in the words of OAuth: %s', async (status, error) => {
      rule({ kind: 'respond', status }, { operation: ['authorization'] });
      const reply = await call(
        `${simulator.authUrl}/${simulator.environmentId}/as/revoke`,
        form({ token: 'x' }),
      );
      expect([reply.status, reply.body?.['error']]).toEqual([status, error]);
    });

    it('with Retry-After in seconds or as a date', async () => {
      rule({ kind: 'respond', status: 503, retryAfterSeconds: 7 });
      expect((await read()).headers.get('retry-after')).toBe('7');
      rule({ kind: 'respond', status: 429, retryAfterSeconds: 60, retryAfterFormat: 'http-date' });
      const before = Date.now();
      const date = Date.parse((await read()).headers.get('retry-after') ?? '');
      // Whole seconds.
      expect(date).toBeGreaterThan(before + 59_000);
      expect(date).toBeLessThan(Date.now() + 61_000);
    });

    it('with a code and message of one’s own', async () => {
      rule({ kind: 'respond', status: 400, code: 'REQUEST_FAILED', message: 'No.' });
      expect((await read()).body).toMatchObject({ code: 'REQUEST_FAILED', message: 'No.' });
    });

    it('as a gateway would: HTML, or nothing', async () => {
      rule({ kind: 'respond', status: 502, body: 'html' });
      const html = await read();
      expect([html.headers.get('content-type'), html.text]).toEqual([
        'text/html',
        expect.stringContaining('<h1>502</h1>'),
      ]);
      rule({ kind: 'respond', status: 503, body: 'empty' });
      expect((await read()).text).toBe('');
    });

    it('after the work was done: the job exists', async () => {
      rule({ kind: 'respond', status: 504, when: 'after' }, { operation: ['submit-oath-job'] });
      const id = newToken();
      expect((await submit([id])).status).toBe(504);
      expect(simulator.state.submits().at(-1)?.tokenIds).toEqual([id]);
    });
  });

  describe('the connection is cut', () => {
    it('before anything was done', async () => {
      rule({ kind: 'drop', when: 'before' });
      const id = newToken();
      await expect(submit([id])).rejects.toThrow();
      expect(simulator.state.submits().some(({ tokenIds }) => tokenIds.includes(id))).toBe(false);
    });

    it.each(['after', 'during'] as const)(
      '%s the answer, which was given for a job that exists',
      async (when) => {
        simulator.behave({ settings: { jobDurationMs: 0 } });
        rule({ kind: 'drop', when }, { operation: ['submit-oath-job'] });
        const id = newToken();
        await expect(submit([id])).rejects.toThrow();
        await until(async () => ((await client.get(`/oathTokens/${id}`)).status === 404 ? true : undefined));
        expect(simulator.state.jobs().at(-1)).toMatchObject({ tokenIds: [id], revoked: 1 });
      },
    );

    it('and counted as dropped', async () => {
      simulator.state.clear();
      rule({ kind: 'drop', when: 'before' });
      await expect(read()).rejects.toThrow();
      await until(() => (simulator.state.requests().byStatus['dropped'] === 1 ? true : undefined));
    });
  });

  it.each(['before', 'after'] as const)('a delay %s the work holds the answer up', async (when) => {
    rule({ kind: 'delay', ms: 50, when });
    const startedAt = performance.now();
    expect((await read()).status).toBe(404);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(48);
  });

  it('delays add up with what comes after them', async () => {
    simulator.behave({
      rules: [
        { effect: { kind: 'delay', ms: { distribution: 'fixed', ms: 20 } } },
        { effect: { kind: 'delay', ms: { distribution: 'lognormal', medianMs: 20, sigma: 0 } } },
        { effect: { kind: 'respond', status: 500 } },
      ],
    });
    const startedAt = performance.now();
    expect((await read()).status).toBe(500);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(38);
  });

  describe('a rule applies', () => {
    const effect: Effect = { kind: 'respond', status: 503 };

    it('so many times', async () => {
      rule(effect, { times: 2 });
      expect(await statuses(4)).toEqual([503, 503, 404, 404]);
    });

    it('after so many requests', async () => {
      rule(effect, { skip: 1, times: 1 });
      expect(await statuses(3)).toEqual([404, 503, 404]);
    });

    it('until its time has come', async () => {
      rule(effect, { until: new Date(Date.now() - 1).toISOString() });
      expect(await statuses(1)).toEqual([404]);
      rule(effect, { forMs: 60 });
      expect(await statuses(1)).toEqual([503]);
      await until(async () => ((await read()).status === 404 ? true : undefined));
    });

    it('to its operations only', async () => {
      rule(effect, { operation: ['read-user', 'list-devices'] });
      expect((await read()).status).toBe(404);
      expect((await client.get('/users/u1')).status).toBe(503);
    });

    it('to its environment only', async () => {
      rule(effect, { environmentId: '00000000-0000-4000-8000-000000000000' });
      expect((await read()).status).toBe(404);
      rule(effect, { environmentId: simulator.environmentId });
      expect((await read()).status).toBe(503);
    });

    it.each(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'NONE'])(
      'to its application only, however it authenticates: %s',
      async (method) => {
        const { clientId = '', clientSecret = '' } = applicationOf(method) ?? {};
        rule({ kind: 'respond', status: 401 }, { clientId });
        const request = {
          CLIENT_SECRET_BASIC: form({ token: 'x' }, basic(clientId, clientSecret)),
          CLIENT_SECRET_POST: form({ token: 'x', client_id: clientId, client_secret: clientSecret }),
          NONE: form({ token: 'x', client_id: clientId }),
        }[method];
        const url = `${simulator.authUrl}/${simulator.environmentId}/as/revoke`;
        expect((await call(url, request)).status).toBe(401);
        expect((await read()).status).toBe(404);
        rule({ kind: 'respond', status: 401 }, { clientId: 'another' });
        expect((await call(url, request)).status).toBe(400);
      },
    );

    it('to the worker by the bearer token', async () => {
      rule({ kind: 'respond', status: 403 }, { clientId: simulator.worker.clientId });
      expect((await read()).status).toBe(403);
    });

    it('by seeded dice: the same seed falls the same way', async () => {
      const throws = async (seed: number): Promise<number[]> => {
        rule(effect, { probability: 0.5, seed });
        return statuses(30);
      };
      const first = await throws(7);
      expect(await throws(7)).toEqual(first);
      expect(await throws(8)).not.toEqual(first);
      expect(first).toContain(503);
      expect(first).toContain(404);
    });

    it('and reports how often it matched and applied', async () => {
      rule(effect, { times: 1 });
      await statuses(3);
      expect(simulator.behaviour().rules).toEqual([
        { name: 'rule', times: 1, effect, matched: 3, applied: 1 },
      ]);
    });
  });

  it('the first answer wins, in the order of the rules', async () => {
    simulator.behave({
      rules: [
        { name: 'a', times: 1, effect: { kind: 'respond', status: 500 } },
        { name: 'b', effect: { kind: 'respond', status: 502 } },
      ],
    });
    expect(await statuses(2)).toEqual([500, 502]);
  });

  it('stop takes away what behave has added, and nothing else', async () => {
    simulator.behave({
      rules: [{ name: 'kept', operation: ['read-user'], effect: { kind: 'respond', status: 500 } }],
    });
    const outage = simulator.behave({ rules: [{ effect: { kind: 'respond', status: 503 } }] });
    expect((await read()).status).toBe(503);
    outage.stop();
    expect((await read()).status).toBe(404);
    expect(simulator.behaviour().rules.map(({ name }) => name)).toEqual(['kept']);
  });

  it('a wrong switch is thrown in the process, and named', () => {
    expect(() => simulator.behave({ rules: [{ effect: { kind: 'respond', status: 200 } }] })).toThrow(
      'rules[0].effect.status must be an integer, from 400 to 599',
    );
  });
});
