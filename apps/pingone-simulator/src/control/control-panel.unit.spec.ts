import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../index.js';
import { call, PlatformClient, until, type Reply } from '../testing/http.js';

type Json = Readonly<Record<string, unknown>>;

describe('the control panel', () => {
  let simulator: Simulator;
  let client: PlatformClient;

  beforeAll(async () => {
    simulator = await startSimulator({ population: { users: 2, oathTokensPerUser: 1, sessionsPerUser: 1 } });
    client = await PlatformClient.of(simulator);
  });
  afterEach(() => simulator.resetBehaviour());
  afterAll(() => simulator.close());

  const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
    call(`${simulator.authUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const detailsOf = ({ body }: Reply): readonly string[] =>
    ((body?.['details'] ?? []) as readonly { message: string }[]).map(({ message }) => message);

  it('says that it is well, and counts none of this as traffic', async () => {
    const before = simulator.state.requests().requests;
    expect((await control('GET', '/__health')).body).toEqual({ status: 'ok' });
    expect(simulator.state.requests().requests).toBe(before);
  });

  it('is out of reach of the rules', async () => {
    await control('PUT', '/__behaviour', { rules: [{ effect: { kind: 'drop', when: 'before' } }] });
    expect((await control('GET', '/__health')).status).toBe(200);
  });

  it('knows its paths and methods', async () => {
    expect((await control('GET', '/__nothing')).status).toBe(404);
    expect((await control('DELETE', '/__behaviour/rules/none')).status).toBe(404);
    const wrong = await control('PUT', '/__seed', {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await control('POST', '/__seed', '{')).status).toBe(400);
  });

  describe('behaviour', () => {
    const settingsOf = (reply: Reply): Json => reply.body?.['settings'] as Json;
    const rulesOf = (reply: Reply): readonly string[] =>
      (reply.body?.['rules'] as readonly { name: string }[]).map(({ name }) => name);
    const answering = (name: string, status: number): Json => ({ name, effect: { kind: 'respond', status } });

    it('is changed by PATCH, replaced by PUT and reset by DELETE', async () => {
      const patched = await control('PATCH', '/__behaviour', {
        settings: { wrongMediaType: 400, rateLimits: { licence: 50 } },
        rules: [answering('a', 500)],
      });
      expect(settingsOf(patched)).toMatchObject({
        wrongMediaType: 400,
        rateLimits: { licence: 50, perIpShare: null },
      });
      const again = await control('PATCH', '/__behaviour', {
        settings: { pageSize: 5, rateLimits: { perIpShare: 0.35 } },
        rules: [answering('b', 502), answering('a', 503)],
      });
      expect(settingsOf(again)).toMatchObject({
        wrongMediaType: 400,
        pageSize: 5,
        rateLimits: { licence: 50, perIpShare: 0.35 },
      });
      expect(rulesOf(again)).toEqual(['a', 'b']);
      expect((await control('DELETE', '/__behaviour/rules/a')).status).toBe(204);
      expect(rulesOf(await control('GET', '/__behaviour'))).toEqual(['b']);
      const put = await control('PUT', '/__behaviour', { rules: [answering('c', 500)] });
      expect([rulesOf(put), settingsOf(put)['wrongMediaType']]).toEqual([['c'], 415]);
      const reset = await control('DELETE', '/__behaviour');
      expect([rulesOf(reset), settingsOf(reset)['pageSize']]).toEqual([[], 1000]);
    });

    it.each<[string, unknown, string]>([
      ['a body that is no object', [], 'body must be an object.'],
      ['a field that is not known', { rule: [] }, 'rule is not known here: settings or rules is.'],
      [
        'a setting that is not known',
        { settings: { jobDuration: 1 } },
        'settings.jobDuration is not known here',
      ],
      [
        'a number out of bounds',
        { settings: { maxTokenIdsPerJob: 0 } },
        'settings.maxTokenIdsPerJob must be an integer, 1 or more, or null.',
      ],
      [
        'a choice that is none',
        { settings: { unknownTokenIds: 'ignore' } },
        'settings.unknownTokenIds must be skip or fail-job.',
      ],
      [
        'a number among the choices',
        { settings: { wrongMediaType: 404 } },
        'settings.wrongMediaType must be 400 or 415.',
      ],
      [
        'a delay that is none',
        { settings: { jobDurationMs: 'long' } },
        'settings.jobDurationMs must be a number of milliseconds or an object with a distribution.',
      ],
      [
        'an unknown distribution',
        { settings: { jobDurationMs: { distribution: 'normal' } } },
        'settings.jobDurationMs.distribution must be fixed, uniform or lognormal.',
      ],
      [
        'bounds that cross',
        { settings: { jobDurationMs: { distribution: 'uniform', minMs: 2, maxMs: 1 } } },
        'settings.jobDurationMs.maxMs must not be less than minMs.',
      ],
      [
        'a share above one',
        { settings: { rateLimits: { perIpShare: 35 } } },
        'settings.rateLimits.perIpShare must be a number, from 0.01 to 1, or null.',
      ],
      [
        'an unknown rate group',
        { settings: { rateLimits: { groups: { mfa: 1 } } } },
        'settings.rateLimits.groups.mfa is not known here',
      ],
      ['rules that are no list', { rules: {} }, 'rules must be an array.'],
      ['a rule without an effect', { rules: [{}] }, 'rules[0].effect is required.'],
      [
        'an unknown effect',
        { rules: [{ effect: { kind: 'explode' } }] },
        'rules[0].effect.kind must be respond, delay, drop, encode or job.',
      ],
      [
        'a status that is no failure',
        { rules: [{ effect: { kind: 'respond', status: 200 } }] },
        'rules[0].effect.status must be an integer, from 400 to 599.',
      ],
      [
        'an unknown fate',
        { rules: [{ effect: { kind: 'job', fate: 'gone' } }] },
        'rules[0].effect.fate must be stuck, lost, failed, short-count, miscounted, hidden, unknown-status or slow.',
      ],
      [
        'a failure without a reason',
        { rules: [{ effect: { kind: 'job', fate: 'failed' } }] },
        'rules[0].effect.reason is required.',
      ],
      [
        'skipping what is no id',
        { rules: [{ effect: { kind: 'job', fate: 'short-count', skip: ['x'] } }] },
        'rules[0].effect.skip[0] must be a UUID.',
      ],
      [
        'an unknown operation',
        { rules: [{ operation: ['submit'], effect: { kind: 'drop', when: 'after' } }] },
        'rules[0].operation[0] must be submit-oath-job, ',
      ],
      [
        'a probability above one',
        { rules: [{ probability: 50, effect: { kind: 'drop', when: 'after' } }] },
        'rules[0].probability must be a number, from 0 to 1.',
      ],
      [
        'a time that is none',
        { rules: [{ until: 'tomorrow', effect: { kind: 'drop', when: 'after' } }] },
        'rules[0].until must be a time in ISO 8601.',
      ],
      [
        'a name that fits no path',
        { rules: [{ name: 'a/b', effect: { kind: 'drop', when: 'after' } }] },
        'rules[0].name must be letters',
      ],
    ])('refuses %s, and names it', async (_, body, sentence) => {
      const reply = await control('PATCH', '/__behaviour', body);
      expect([reply.status, detailsOf(reply)[0]]).toEqual([400, expect.stringContaining(sentence)]);
      expect(simulator.behaviour().rules).toEqual([]);
    });

    it('names everything that is wrong at once', async () => {
      const reply = await control('PUT', '/__behaviour', {
        settings: { pageSize: -1, alreadyRevoked: 'no' },
        rules: [{ times: 0, effect: { kind: 'delay' } }],
      });
      expect(detailsOf(reply)).toEqual([
        'settings.pageSize must be an integer, 1 or more.',
        'settings.alreadyRevoked must be ok or unsupported-token-type.',
        'rules[0].times must be an integer, 1 or more.',
        'rules[0].effect.ms is required.',
      ]);
    });
  });

  describe('seeding', () => {
    it('makes a hundred thousand tokens in one request, and says which', async () => {
      const reply = await control('POST', '/__seed', { unpairedOathTokens: 100_000 });
      const tokens = reply.body?.['unpairedOathTokens'] as readonly { id: string; serialNumber: string }[];
      expect(new Set(tokens.map(({ id }) => id)).size).toBe(100_000);
      expect(new Set(tokens.map(({ serialNumber }) => serialNumber)).size).toBe(100_000);
      expect((await client.get(`/oathTokens/${tokens.at(-1)?.id ?? ''}`)).status).toBe(200);
    });

    it('takes ids, names and serial numbers as they are given', async () => {
      const wanted = {
        id: '0aaaaaaa-0000-4000-8000-000000000001',
        username: 'jane.doe',
        externalId: 'E-77',
        oathTokens: [{ id: '0bbbbbbb-0000-4000-8000-000000000001', serialNumber: 'SN1' }],
        sessions: [{ id: '0ccccccc-0000-4000-8000-000000000001' }],
      };
      const reply = await control('POST', '/__seed', { users: [wanted] });
      expect(reply.status).toBe(201);
      expect(reply.body?.['users']).toEqual([
        { ...wanted, sessions: [{ ...wanted.sessions[0], tokens: [] }] },
      ]);
      expect((await client.get(`/users/${wanted.id}`)).body).toMatchObject({ username: 'jane.doe' });

      const again = await control('POST', '/__seed', { users: [{ ...wanted, username: 'john.doe' }] });
      expect([again.status, detailsOf(again)]).toEqual([
        400,
        [
          'users[0].id exists already.',
          'users[0].oathTokens[0].id exists already.',
          'users[0].sessions[0].id exists already.',
        ],
      ]);
      const sameName = await control('POST', '/__seed', { users: [{ username: 'Jane.Doe' }] });
      expect(detailsOf(sameName)).toEqual(['users[0].username exists already.']);
    });

    it.each<[string, unknown, string]>([
      [
        'an environment that is not simulated',
        { environmentId: '00000000-0000-4000-8000-000000000000' },
        'environmentId must be an environment of the simulator.',
      ],
      ['too many', { users: 1e7 }, 'users must be an integer from 0 to 1000000, or an array.'],
      [
        'more sessions than PingOne keeps',
        { users: 1, sessionsPerUser: 11 },
        'sessionsPerUser must be an integer, from 0 to 10.',
      ],
      [
        'an id that is none',
        { unpairedOathTokens: [{ id: 'x' }] },
        'unpairedOathTokens[0].id must be a UUID.',
      ],
    ])('refuses %s', async (_, body, sentence) => {
      const reply = await control('POST', '/__seed', body);
      expect([reply.status, detailsOf(reply)]).toEqual([400, [sentence]]);
    });

    it('gives sessions the tokens of the applications in turn', async () => {
      const reply = await control('POST', '/__seed', {
        users: 1,
        sessionsPerUser: 1,
        oauthTokensPerSession: 6,
        oauthTokenFormat: 'opaque',
      });
      const [user] = reply.body?.['users'] as readonly {
        sessions: readonly { tokens: readonly { clientId: string }[] }[];
      }[];
      const clients = simulator.applications.map(({ clientId }) => clientId);
      expect(user?.sessions[0]?.tokens.map(({ clientId }) => clientId)).toEqual([...clients, clients[0]]);
    });
  });

  describe('issuing tokens', () => {
    it('issues an access and a refresh token in a new session of the user', async () => {
      const [user] = simulator.seeded.users;
      const clientId = simulator.applications[0]?.clientId;
      const reply = await control('POST', '/__tokens', { clientId, userId: user?.id });
      expect(reply.status).toBe(201);
      expect(reply.body).toEqual({
        userId: user?.id,
        sessionId: expect.any(String),
        tokens: [
          { kind: 'access', clientId, token: expect.stringMatching(/^eyJ/) },
          { kind: 'refresh', clientId, token: expect.not.stringMatching(/^eyJ/) },
        ],
      });
    });

    it.each<[string, (simulator: Simulator) => Json, string]>([
      ['no application', () => ({ userId: '00000000-0000-4000-8000-000000000000' }), 'clientId is required.'],
      [
        'an unknown application',
        () => ({ clientId: 'x' }),
        'clientId must be an application of the environment.',
      ],
      [
        'an unknown user',
        ({ applications }) => ({
          clientId: applications[0]?.clientId,
          userId: '00000000-0000-4000-8000-000000000000',
        }),
        'userId must be a user of the environment, unless sessionId is given.',
      ],
      [
        'a session of another user',
        ({ applications, seeded }) => ({
          clientId: applications[0]?.clientId,
          userId: seeded.users[0]?.id,
          sessionId: seeded.users[1]?.sessions[0]?.id,
        }),
        'sessionId must be a session of the environment, and of the user if one is given.',
      ],
    ])('refuses %s', async (_, body, sentence) => {
      const reply = await control('POST', '/__tokens', body(simulator));
      expect([reply.status, detailsOf(reply)]).toEqual([400, [sentence]]);
    });
  });

  describe('state', () => {
    const submitAll = async (count: number): Promise<readonly string[]> => {
      const ids = simulator.seed({ unpairedOathTokens: count }).unpairedOathTokens.map(({ id }) => id);
      simulator.behave({ settings: { jobDurationMs: 0 } });
      for (const id of ids) {
        await client.submit({ type: 'REVOKE_OATH_TOKENS', async: true, tokenIds: [id] });
      }
      await until(() =>
        ids.every((id) => simulator.state.deletions().some(({ tokenId }) => tokenId === id))
          ? true
          : undefined,
      );
      return ids;
    };

    it('is the same over HTTP as in the process', async () => {
      await submitAll(2);
      const { state } = simulator;
      expect((await control('GET', '/__state')).body).toEqual(state.summary());
      expect((await control('GET', '/__state/deletions')).body).toEqual({ deletions: state.deletions() });
      expect((await control('GET', '/__state/jobs')).body).toEqual({ jobs: state.jobs() });
      expect((await control('GET', '/__state/requests')).body).toEqual({
        ...state.requests(),
        submits: state.submits(),
      });
      expect((await control('GET', '/__state/revocations')).body).toEqual({
        revocations: state.revocations(),
      });
      expect((await control('GET', '/__state/sessions')).body).toEqual({
        sessions: state.sessions(),
        ended: state.endedSessions(),
      });
    });

    it('gives the last ones only, if asked to', async () => {
      const ids = await submitAll(3);
      const last = (await control('GET', '/__state/deletions?last=2')).body?.['deletions'] as readonly {
        tokenId: string;
      }[];
      expect(last.map(({ tokenId }) => tokenId)).toEqual(ids.slice(1));
      expect((await control('GET', '/__state/jobs?last=0')).body).toEqual({ jobs: [] });
    });

    it('forgets what was counted and recorded, and nothing else', async () => {
      await submitAll(1);
      const { oathTokens } = simulator.state.summary().environments[0] ?? {};
      expect((await control('DELETE', '/__state')).status).toBe(204);
      expect(simulator.state.summary()).toMatchObject({
        deletions: 0,
        submits: 0,
        requests: 0,
        maxPerSecond: 0,
      });
      expect(simulator.state.summary().environments[0]?.oathTokens).toBe(oathTokens);
    });

    it('counts requests by operation and status, in flight at once, and in any second', async () => {
      simulator.state.clear();
      simulator.behave({ rules: [{ operation: ['read-user'], effect: { kind: 'delay', ms: 3_000 } }] });
      await Promise.all(Array.from({ length: 5 }, () => client.get('/users/none')));
      await client.get('/oathJobs/none');
      await client.request('PUT', '/oathJobs');
      await until(() => (simulator.state.requests().inFlight === 0 ? true : undefined));
      const traffic = simulator.state.requests();
      const times = simulator.state
        .arrivals()
        .flatMap(({ at, operation }) => (operation === 'read-user' ? at : []));
      const mostInASecond = Math.max(
        ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
      );
      expect(traffic).toMatchObject({ requests: 7, maxInFlight: 5, byStatus: { 404: 6, 405: 1 } });
      expect(traffic.byOperation).toMatchObject({
        'read-user': { requests: 5, maxInFlight: 5, maxPerSecond: mostInASecond, byStatus: { 404: 5 } },
        'read-oath-job': { requests: 1, maxInFlight: 1 },
        none: { requests: 1, byStatus: { 405: 1 } },
      });
      expect(traffic.maxPerSecond).toBeGreaterThanOrEqual(mostInASecond);
      expect(traffic.perSecond.reduce((sum, { requests }) => sum + requests, 0)).toBe(7);
    });

    it('limits requests as the settings say, and tells when to come again', async () => {
      simulator.behave({ settings: { rateLimits: { licence: 5 } } });
      simulator.state.clear();
      // So many that a machine which takes ten seconds for them is refused some, too.
      const replies = await Promise.all(Array.from({ length: 60 }, () => client.get('/users/none')));
      const limited = replies.filter(({ status }) => status === 429);
      expect(limited.length).toBeGreaterThanOrEqual(4);
      expect(limited[0]?.headers.get('retry-after')).toBe('1');
      expect(limited[0]?.body).toMatchObject({
        code: 'REQUEST_LIMITED',
        details: [{ code: 'LIMIT_EXCEEDED' }],
      });
    });
  });

  it('releases stuck jobs and expires bearer tokens', async () => {
    simulator.behave({ rules: [{ effect: { kind: 'job', fate: 'stuck' } }] });
    const [token] = simulator.seed({ unpairedOathTokens: 1 }).unpairedOathTokens;
    await client.submit({ type: 'REVOKE_OATH_TOKENS', async: true, tokenIds: [token?.id] });
    expect((await control('POST', '/__jobs/release')).body).toEqual({ released: 1 });
    expect((await control('DELETE', '/__worker-tokens')).body).toEqual({ expired: 1 });
    expect((await client.get('/users/none')).status).toBe(401);
    client = await PlatformClient.of(simulator);
  });

  it('deletes a user, once', async () => {
    const [user] = simulator.seed({ users: 1 }).users;
    const path = `/__users/${user?.id ?? ''}`;
    const statuses = [];
    for (const method of ['GET', 'DELETE', 'DELETE']) {
      statuses.push((await control(method, path)).status);
    }
    expect(statuses).toEqual([405, 204, 404]);
  });

  it('shows the applications with their secrets: they are the simulator’s own', async () => {
    const { worker, applications } = simulator;
    expect((await control('GET', '/__applications')).body).toEqual({ worker, applications });
  });
});
