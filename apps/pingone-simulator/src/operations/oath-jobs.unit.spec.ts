import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startSimulator,
  type BehaviourChange,
  type Effect,
  type SeededUser,
  type Simulator,
} from '../index.js';
import { basic, call, form, PlatformClient, until, type Reply } from '../testing/http.js';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const JOB_MS = 5;

describe('OATH jobs', () => {
  let simulator: Simulator;
  let client: PlatformClient;

  beforeAll(async () => {
    simulator = await startSimulator({ population: {}, behaviour: { settings: { jobDurationMs: JOB_MS } } });
    client = await PlatformClient.of(simulator);
  });
  afterEach(() => {
    simulator.resetBehaviour();
    simulator.behave({ settings: { jobDurationMs: JOB_MS } });
  });
  afterAll(() => simulator.close());

  const newTokens = (count: number): string[] =>
    simulator.seed({ unpairedOathTokens: count }).unpairedOathTokens.map(({ id }) => id);

  function newUser(oathTokens: number): SeededUser {
    const [user] = simulator.seed({ users: 1, oathTokensPerUser: oathTokens }).users;
    if (user === undefined) {
      throw new Error('No user was made.');
    }
    return user;
  }

  const revoking = (tokenIds: readonly string[], extra: object = {}): Promise<Reply> =>
    client.submit({ type: 'REVOKE_OATH_TOKENS', async: true, tokenIds, ...extra });

  const poll = (submitted: Reply): Promise<Reply> =>
    client.get(`/oathJobs/${String(submitted.body?.['id'])}`);

  const ended = (submitted: Reply): Promise<Reply> =>
    until(async () => {
      const polled = await poll(submitted);
      return polled.body?.['status'] === 'DONE' || polled.body?.['status'] === 'FAILED' ? polled : undefined;
    });

  const present = async (ids: readonly string[]): Promise<string[]> => {
    const replies = await Promise.all(ids.map((id) => client.get(`/oathTokens/${id}`)));
    return ids.filter((_, index) => replies[index]?.status === 200);
  };

  const error = ({ status, body }: Reply): unknown => {
    const details = (body?.['details'] ?? []) as readonly { code: string; target?: string }[];
    return [status, body?.['code'], ...details.map(({ code, target }) => `${code} ${target ?? ''}`.trim())];
  };

  describe('a submit is refused', () => {
    const ids = [UNKNOWN_ID];
    const complete = { type: 'REVOKE_OATH_TOKENS', async: true, tokenIds: ids };

    it.each<[string, object, readonly unknown[]]>([
      ['without a type', { async: true, tokenIds: ids }, [400, 'INVALID_DATA', 'REQUIRED_VALUE type']],
      ['with another type', { ...complete, type: 'CREATE' }, [400, 'INVALID_DATA', 'INVALID_VALUE type']],
      ['without async', { ...complete, async: undefined }, [400, 'INVALID_DATA', 'REQUIRED_VALUE async']],
      [
        'with async that is no boolean',
        { ...complete, async: 1 },
        [400, 'INVALID_DATA', 'INVALID_VALUE async'],
      ],
      [
        'with forceUnpair that is none',
        { ...complete, forceUnpair: 'yes' },
        [400, 'INVALID_DATA', 'INVALID_VALUE forceUnpair'],
      ],
      [
        'without tokenIds',
        { ...complete, tokenIds: undefined },
        [400, 'INVALID_DATA', 'REQUIRED_VALUE tokenIds'],
      ],
      ['with no token id', { ...complete, tokenIds: [] }, [400, 'INVALID_DATA', 'EMPTY_VALUE tokenIds']],
      [
        'with an id that is no UUID',
        { ...complete, tokenIds: ['1'] },
        [400, 'INVALID_DATA', 'INVALID_VALUE tokenIds'],
      ],
      [
        'with tokenIds that is no array',
        { ...complete, tokenIds: 'all' },
        [400, 'INVALID_DATA', 'INVALID_VALUE tokenIds'],
      ],
      [
        'and every problem is named',
        { async: true },
        [400, 'INVALID_DATA', 'REQUIRED_VALUE type', 'REQUIRED_VALUE tokenIds'],
      ],
    ])('%s', async (_, body, expected) => {
      const reply = await client.submit(body);
      expect(error(reply)).toEqual(expected);
      expect(reply.body?.['id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(reply.headers.get('correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('with a body that is no JSON, or no object', async () => {
      const headers = { 'content-type': 'application/vnd.pingidentity.job.oathtokens.revoke+json' };
      for (const body of ['{', '[]', 'null']) {
        const reply = await client.request('POST', '/oathJobs', { headers, body });
        expect(error(reply)).toEqual([400, 'INVALID_REQUEST']);
      }
    });

    it.each([415, 400] as const)('with another content type: %i, as it is set', async (wrongMediaType) => {
      simulator.behave({ settings: { wrongMediaType } });
      const reply = await client.submit(
        { type: 'REVOKE_OATH_TOKENS', async: true, tokenIds: ids },
        'application/json',
      );
      expect(error(reply)).toEqual([wrongMediaType, 'INVALID_REQUEST']);
    });

    it('with more ids than a job may hold', async () => {
      simulator.behave({ settings: { maxTokenIdsPerJob: 2 } });
      const reply = await revoking(newTokens(3));
      expect(error(reply)).toEqual([400, 'INVALID_DATA', 'SIZE_LIMIT_EXCEEDED tokenIds']);
      expect((await revoking(newTokens(2))).status).toBe(202);
    });

    it('with a body that is too large', async () => {
      simulator.behave({ settings: { maxBodyBytes: 200 } });
      expect(error(await revoking(newTokens(10)))).toEqual([413, 'INVALID_REQUEST', 'SIZE_LIMIT_EXCEEDED']);
    });

    it('with a method that is not supported', async () => {
      const reply = await client.request('PUT', '/oathJobs');
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
    });
  });

  describe('the caller', () => {
    const url = (): string =>
      `${simulator.apiUrl}/environments/${simulator.environmentId}/oathJobs/${UNKNOWN_ID}`;

    it.each([
      ['no token', {}],
      ['a token that PingOne has not issued', { authorization: 'Bearer nonsense' }],
      ['no bearer token', { authorization: 'Basic abc' }],
    ])('with %s gets 401, ACCESS_FAILED, INVALID_TOKEN', async (_, headers) => {
      expect(error(await call(url(), { headers }))).toEqual([401, 'ACCESS_FAILED', 'INVALID_TOKEN']);
    });

    it('with a token of an application that is no worker gets 403, ACCESS_FAILED', async () => {
      const application = simulator.applications.find(
        ({ tokenEndpointAuthMethod: method }) => method === 'CLIENT_SECRET_BASIC',
      );
      const credentials = basic(application?.clientId ?? '', application?.clientSecret ?? '');
      const tokenUrl = `${simulator.authUrl}/${simulator.environmentId}/as/token`;
      const granted = await call(tokenUrl, form({ grant_type: 'client_credentials' }, credentials));
      const headers = { authorization: `Bearer ${String(granted.body?.['access_token'])}` };
      expect(error(await call(url(), { headers }))).toEqual([
        403,
        'ACCESS_FAILED',
        'INSUFFICIENT_PERMISSIONS',
      ]);
    });

    it('whose tokens have been expired gets 401 until it fetches another', async () => {
      const old = await PlatformClient.of(simulator);
      expect(simulator.expireWorkerTokens()).toBeGreaterThan(0);
      expect((await old.get(`/oathJobs/${UNKNOWN_ID}`)).status).toBe(401);
      client = await PlatformClient.of(simulator);
      expect((await client.get(`/oathJobs/${UNKNOWN_ID}`)).status).toBe(404);
    });

    it('is let in for as long as its token lives', async () => {
      simulator.behave({ settings: { workerTokenLifetimeSeconds: 1 } });
      const shortLived = await PlatformClient.of(simulator);
      expect((await shortLived.get(`/oathJobs/${UNKNOWN_ID}`)).status).toBe(404);
      await until(async () =>
        (await shortLived.get(`/oathJobs/${UNKNOWN_ID}`)).status === 401 ? true : undefined,
      );
    });
  });

  it('unknown jobs and environments are 404, NOT_FOUND', async () => {
    expect(error(await client.get(`/oathJobs/${UNKNOWN_ID}`))).toEqual([404, 'NOT_FOUND']);
    const elsewhere = await client.request('GET', `/../${UNKNOWN_ID}/oathJobs/${UNKNOWN_ID}`);
    expect(error(elsewhere)).toEqual([404, 'NOT_FOUND']);
  });

  it('the property table says String of async: a string is taken as well', async () => {
    const submitted = await revoking(newTokens(1), { async: 'true' });
    expect([submitted.status, submitted.body?.['async']]).toEqual([202, true]);
  });

  it('an id that is given twice is one token', async () => {
    const [id = ''] = newTokens(1);
    expect((await ended(await revoking([id, id, id.toUpperCase()]))).body?.['result']).toEqual({
      revoked: 1,
    });
  });

  describe('a job', () => {
    it('leaves out ids that do not exist', async () => {
      const ids = newTokens(2);
      const done = await ended(await revoking([...ids, UNKNOWN_ID]));
      expect(done.body).toMatchObject({ status: 'DONE', result: { revoked: 2 } });
    });

    it('fails for ids that do not exist, and revokes nothing, if it is set so', async () => {
      simulator.behave({ settings: { unknownTokenIds: 'fail-job' } });
      const ids = newTokens(2);
      const failed = await ended(await revoking([...ids, UNKNOWN_ID]));
      expect(failed.body).toMatchObject({ status: 'FAILED', result: { revoked: 0 } });
      expect(failed.body?.['reason']).toContain(UNKNOWN_ID);
      expect(await present(ids)).toEqual(ids);
    });

    it('leaves out paired tokens without forceUnpair, and takes them with it, unpairing them', async () => {
      const { id: userId, oathTokens } = newUser(2);
      const ids = oathTokens.map(({ id }) => id);
      expect((await ended(await revoking(ids))).body?.['result']).toEqual({ revoked: 0 });
      expect((await ended(await revoking(ids, { forceUnpair: true }))).body?.['result']).toEqual({
        revoked: 2,
      });
      const devices = await client.get(
        `/users/${userId}/devices?filter=${encodeURIComponent('type eq "OATH_TOKEN"')}`,
      );
      expect(devices.body?.['_embedded']).toEqual({ devices: [] });
    });

    it('fails for paired tokens without forceUnpair, if it is set so', async () => {
      simulator.behave({ settings: { pairedWithoutForceUnpair: 'fail-job' } });
      const ids = newUser(1).oathTokens.map(({ id }) => id);
      expect((await ended(await revoking(ids))).body?.['status']).toBe('FAILED');
      expect((await ended(await revoking(ids, { forceUnpair: true }))).body?.['status']).toBe('DONE');
    });

    it('cannot be seen in its first polls, if it is set so', async () => {
      simulator.behave({ settings: { jobHiddenPolls: 2 } });
      const submitted = await revoking(newTokens(1));
      expect([
        (await poll(submitted)).status,
        (await poll(submitted)).status,
        (await poll(submitted)).status,
      ]).toEqual([404, 404, 200]);
    });

    it('takes as long as it is set', async () => {
      simulator.behave({ settings: { jobDurationMs: { distribution: 'uniform', minMs: 60, maxMs: 80 } } });
      const submitted = await revoking(newTokens(1));
      await ended(submitted);
      const job = simulator.state.jobs().find(({ id }) => id === submitted.body?.['id']);
      const tookMs = Date.parse(job?.finishedAt ?? '') - Date.parse(job?.submittedAt ?? '');
      expect(tookMs).toBeGreaterThanOrEqual(59);
    });
  });

  describe('the fate of a job', () => {
    const fated = (effect: Effect): BehaviourChange => ({
      rules: [{ name: 'fate', operation: ['submit-oath-job'], effect }],
    });

    it.each<[string, Effect, { status: string; revoked: number; reason?: string }]>([
      [
        'FAILED with a reason',
        { kind: 'job', fate: 'failed', reason: 'The database is down.' },
        { status: 'FAILED', revoked: 0, reason: 'The database is down.' },
      ],
      [
        'FAILED on the way',
        { kind: 'job', fate: 'failed', reason: 'Interrupted.', afterRevoking: 2 },
        { status: 'FAILED', revoked: 2, reason: 'Interrupted.' },
      ],
      ['a short count', { kind: 'job', fate: 'short-count', skip: 1 }, { status: 'DONE', revoked: 2 }],
    ])('%s', async (_, effect, { status, revoked, reason }) => {
      simulator.behave(fated(effect));
      const ids = newTokens(3);
      const end = await ended(await revoking(ids));
      expect([end.body?.['status'], end.body?.['result'], end.body?.['reason']]).toEqual([
        status,
        { revoked },
        reason,
      ]);
      expect((await present(ids)).length).toBe(3 - revoked);
    });

    it('a short count may leave out certain ids', async () => {
      const ids = newTokens(3);
      simulator.behave(fated({ kind: 'job', fate: 'short-count', skip: ids.slice(1, 2) }));
      await ended(await revoking(ids));
      expect(await present(ids)).toEqual(ids.slice(1, 2));
    });

    it.each([-1, 0, 99, null])('a miscounted job says %s, and has revoked all', async (revoked) => {
      simulator.behave(fated({ kind: 'job', fate: 'miscounted', revoked }));
      const ids = newTokens(2);
      const end = await ended(await revoking(ids));
      expect(end.body).toMatchObject({ status: 'DONE', result: revoked === null ? {} : { revoked } });
      expect(await present(ids)).toEqual([]);
    });

    it('the tokens of a job are shown for a while after it, if it is set so', async () => {
      simulator.behave({ settings: { deletedTokensShownMs: 60_000 } });
      const ids = newTokens(1);
      const end = await ended(await revoking(ids));
      expect([end.body?.['result'], await present(ids)]).toEqual([{ revoked: 1 }, ids]);
    });

    it('the tokens of a job are shown to so many reads after it, if it is set so', async () => {
      simulator.behave({ settings: { deletedTokensShownReads: 2 } });
      const ids = newTokens(2);
      await ended(await revoking(ids));
      expect([await present(ids), await present(ids), await present(ids)]).toEqual([ids, ids, []]);
    });

    it('a stuck job stays PENDING until it is released', async () => {
      simulator.behave(fated({ kind: 'job', fate: 'stuck' }));
      const ids = newTokens(1);
      const submitted = await revoking(ids);
      simulator.resetBehaviour();
      expect((await poll(submitted)).body?.['status']).toBe('PENDING');
      expect(simulator.releaseJobs()).toBe(1);
      expect((await poll(submitted)).body).toMatchObject({ status: 'DONE', result: { revoked: 1 } });
      expect(simulator.releaseJobs()).toBe(0);
    });

    it('a lost job is 404, and its tokens are gone all the same, or some of them', async () => {
      simulator.behave(fated({ kind: 'job', fate: 'lost', afterRevoking: 1 }));
      const ids = newTokens(2);
      const submitted = await revoking(ids);
      await until(async () => ((await present(ids)).length === 1 ? true : undefined));
      expect((await poll(submitted)).status).toBe(404);
    });

    it('a hidden job is 404 for so many polls', async () => {
      simulator.behave(fated({ kind: 'job', fate: 'hidden', polls: 1 }));
      const submitted = await revoking(newTokens(1));
      expect((await poll(submitted)).status).toBe(404);
      expect((await poll(submitted)).status).toBe(200);
    });

    it('a status that no page mentions is shown for so many polls', async () => {
      simulator.behave(fated({ kind: 'job', fate: 'unknown-status', status: 'QUEUED', polls: 2 }));
      const submitted = await revoking(newTokens(1));
      expect((await poll(submitted)).body?.['status']).toBe('QUEUED');
      expect((await poll(submitted)).body?.['status']).toBe('QUEUED');
      expect((await ended(submitted)).body?.['status']).toBe('DONE');
    });

    it('a slow job takes its own time', async () => {
      simulator.behave({
        rules: [
          { operation: ['submit-oath-job'], effect: { kind: 'job', fate: 'slow', durationMs: 3_600_000 } },
        ],
      });
      expect((await poll(await revoking(newTokens(1)))).body?.['status']).toBe('PENDING');
    });

    it('fates of a job add up', async () => {
      simulator.behave({
        rules: [
          { operation: ['submit-oath-job'], effect: { kind: 'job', fate: 'slow', durationMs: 40 } },
          { operation: ['submit-oath-job'], effect: { kind: 'job', fate: 'failed', reason: 'Too slow.' } },
        ],
      });
      expect((await ended(await revoking(newTokens(1)))).body?.['reason']).toBe('Too slow.');
    });
  });

  it('every deletion is recorded once, with the job and the transaction id that it came by', async () => {
    const { id: userId, oathTokens } = newUser(1);
    const [token] = oathTokens;
    const body = JSON.stringify({
      type: 'REVOKE_OATH_TOKENS',
      async: true,
      forceUnpair: true,
      tokenIds: [token?.id],
    });
    const transactionId = 'r'.repeat(120);
    const submitted = await client.request('POST', '/oathJobs', {
      headers: {
        'content-type': 'application/vnd.pingidentity.job.oathtokens.revoke+json',
        'x-ping-external-transaction-id': transactionId,
      },
      body,
    });
    const jobId = String(submitted.body?.['id']);
    await ended(submitted);
    const transaction = { transactionId: transactionId.slice(0, 100) };
    expect(simulator.state.deletions().filter(({ tokenId }) => tokenId === token?.id)).toEqual([
      {
        at: expect.any(String),
        environmentId: simulator.environmentId,
        tokenId: token?.id,
        serialNumber: token?.serialNumber,
        userId,
        by: { kind: 'job', jobId },
        ...transaction,
      },
    ]);
    expect(simulator.state.submits().at(-1)).toMatchObject({
      jobId,
      tokenIds: [token?.id],
      forceUnpair: true,
      ...transaction,
    });
    expect(simulator.state.jobs().at(-1)).toMatchObject({
      id: jobId,
      status: 'DONE',
      revoked: 1,
      ...transaction,
    });
  });
});
