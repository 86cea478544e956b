import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics, type Log, type LogFields } from '#libs/observability';
import { Secret } from '#libs/redaction';
import { firstAboveLimit, EventLoopLag } from '#libs/testbed';
import { json, ScriptedPingOne, type Script } from '../test/scripted-pingone.js';
import type { PingOneAnswer } from './answer.js';
import type { Permit, PermitRequest } from './gate/request-gate.port.js';
import type { Operation } from './operations.js';
import { PingOneClient } from './pingone-client.js';
import type { PingOneSettings } from './settings.js';

const ENVIRONMENT = '3f2b1c7e-55d1-4e0b-9c2e-8e6d4c1f0a11';
const APPLICATION = 'b1f0c8de-7d0a-4a60-8a53-0d0c7f0ad001';
const JOB = 'f445e588-1963-47de-b5e4-ce3cf0d58f11';
const TOKEN = '05e84ab4-2a23-43ae-947e-e90fdbe1bbdf';
const WORKER_SECRET = 'canary-worker-secret';
const APPLICATION_SECRET = 'canary-application-secret';
const BEARER = 'canary-bearer';
const REVOKED_TOKEN = 'canary-oauth-token';

let pingone: ScriptedPingOne;
let client: PingOneClient;
let lines: string[];
let script: Script;
/** Never answers: the only calls that a timeout of their own may end. Long enough to arrive first. */
const silent: Script = () => undefined;
const IMPATIENT_MS = 3_000;
let canSend: () => boolean;

function settings(overrides: Partial<PingOneSettings> = {}): PingOneSettings {
  const secret = new Secret(WORKER_SECRET);
  return {
    apiUrl: `${pingone.url}/v1`,
    authUrl: pingone.url,
    worker: {
      clientId: 'worker',
      authentication: { method: 'CLIENT_SECRET_BASIC', clientSecret: secret, encoding: 'raw' },
    },
    environments: [ENVIRONMENT],
    applications: [
      {
        clientId: APPLICATION,
        authentication: { method: 'CLIENT_SECRET_POST', clientSecret: new Secret(APPLICATION_SECRET) },
      },
    ],
    requestsPerSecond: 2000,
    requestsInFlight: 20,
    requestTimeoutMs: 60_000,
    // A closed scope is probed at once: these tests are not about time.
    probing: { firstIntervalMs: 1, longestIntervalMs: 1 },
    ...overrides,
  };
}

function create(overrides: Partial<PingOneSettings> = {}): PingOneClient {
  const write = (fields: LogFields, message: string): void =>
    void lines.push(`${message} ${inspect(fields)}`);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  return new PingOneClient(settings(overrides), { log, metrics: createMetrics() });
}

beforeEach(async () => {
  pingone = await ScriptedPingOne.start();
  lines = [];
  canSend = () => true;
  script = (_seen, response) => void response.writeHead(500).end();
  pingone.script = (seen, response, request) =>
    seen.path.endsWith('/as/token')
      ? json(response, 200, { access_token: BEARER, token_type: 'Bearer', expires_in: 3600 })
      : script(seen, response, request);
  client = create();
});

afterEach(async () => {
  await client.close();
  await pingone[Symbol.asyncDispose]();
});

async function permit(operation: Operation, overrides: Partial<PermitRequest> = {}): Promise<Permit> {
  const got = await client.gate.acquire({
    operation,
    environmentId: ENVIRONMENT,
    priority: { urgency: 'user', phase: 'act' },
    signal: new AbortController().signal,
    ...(operation === 'revoke-token' && { clientId: APPLICATION }),
    ...overrides,
  });
  if (!got) {
    throw new Error('No permit.');
  }
  return got;
}

const common = { environmentId: ENVIRONMENT, transactionId: 'revocation-1' };

const calls = {
  'submit-oath-job': async () =>
    client.call('submit-oath-job', await permit('submit-oath-job'), {
      ...common,
      canSend,
      tokenIds: [TOKEN],
      forceUnpair: true,
    }),
  'read-oath-job': async () =>
    client.call('read-oath-job', await permit('read-oath-job'), { ...common, jobId: JOB }),
  'read-oath-token': async () =>
    client.call('read-oath-token', await permit('read-oath-token'), { ...common, tokenId: TOKEN }),
  'revoke-token': async () =>
    client.call('revoke-token', await permit('revoke-token'), {
      ...common,
      canSend,
      clientId: APPLICATION,
      token: new Secret(REVOKED_TOKEN),
    }),
} satisfies Partial<Record<Operation, () => Promise<PingOneAnswer<unknown>>>>;

type Called = keyof typeof calls;

async function answering(how: Script): Promise<void> {
  script = how;
  if (how === silent) {
    await client.close();
    client = create({ requestTimeoutMs: IMPATIENT_MS });
  }
}

function answers(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (_seen, response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'correlation-id': 'c-1', ...headers }).end(text);
  };
}

/** As PingOne's own page shows it, misleading link and all. */
function job(status: string, revoked: unknown, more: object = {}): object {
  const self = { href: `https://api.pingone.eu/v1/environments/${ENVIRONMENT}/jobs/${JOB}` };
  const head = {
    _links: { self },
    id: JOB,
    environment: { id: ENVIRONMENT },
    type: 'REVOKE_OATH_TOKENS',
    async: true,
  };
  return { ...head, status, result: { revoked }, ...more };
}

const NOT_FOUND = { id: 'x', code: 'NOT_FOUND', message: 'The requested resource was not found.' };

describe('submitting a job', () => {
  it('sends what PingOne documents', async () => {
    script = answers(202, job('PENDING', 0));
    const answer = await calls['submit-oath-job']();
    const [seen] = pingone.to('/oathJobs');
    expect(seen).toMatchObject({
      method: 'POST',
      path: `/v1/environments/${ENVIRONMENT}/oathJobs`,
      headers: {
        authorization: `Bearer ${BEARER}`,
        'content-type': 'application/vnd.pingidentity.job.oathtokens.revoke+json',
        'x-ping-external-transaction-id': 'revocation-1',
      },
    });
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      type: 'REVOKE_OATH_TOKENS',
      async: true,
      forceUnpair: true,
      tokenIds: [TOKEN],
    });
    expect(answer).toEqual({
      kind: 'ok',
      value: { id: JOB, status: 'PENDING', revoked: 0 },
      evidence: {
        operation: 'submit-oath-job',
        at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        transactionId: 'revocation-1',
        correlationId: 'c-1',
        jobId: JOB,
      },
    });
  });

  it('tells the transaction id as PingOne keeps it: a hundred visible characters', async () => {
    script = answers(202, job('PENDING', 0));
    const transactionId = `ü ${'x'.repeat(200)}`;
    const request = { environmentId: ENVIRONMENT, tokenIds: [TOKEN], forceUnpair: false, canSend };
    const held = await permit('submit-oath-job');
    const answer = await client.call('submit-oath-job', held, { ...request, transactionId });
    const sent = pingone.to('/oathJobs')[0]?.headers['x-ping-external-transaction-id'];
    expect(sent).toBe(`__${'x'.repeat(98)}`);
    expect(answer).toMatchObject({ evidence: { transactionId: sent } });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>welcome</html>'],
    ['no id', { status: 'PENDING' }],
    ['no status', { id: JOB }],
    ['an id that is none', { id: '../../x', status: 'PENDING' }],
    ['a list', []],
  ])('is left open by a 202 with %s', async (_what, body) => {
    script = answers(202, body);
    expect(await calls['submit-oath-job']()).toMatchObject({
      kind: 'unknown-outcome',
      evidence: { correlationId: 'c-1' },
    });
  });
});

describe('reading a job', () => {
  it('asks by id, not by the link of the answer', async () => {
    script = answers(200, job('DONE', 5));
    expect(await calls['read-oath-job']()).toMatchObject({ value: { id: JOB, status: 'DONE', revoked: 5 } });
    expect(pingone.to(JOB)[0]).toMatchObject({
      method: 'GET',
      path: `/v1/environments/${ENVIRONMENT}/oathJobs/${JOB}`,
    });
  });

  it.each([
    ['an unknown status', job('IN_PROGRESS', 1), { status: 'RUNNING', revoked: 1 }],
    ['no count', job('DONE', undefined), { status: 'DONE', revoked: null }],
    ['a count that is none', job('DONE', '5'), { status: 'DONE', revoked: null }],
    ['a count below zero', job('DONE', -1), { status: 'DONE', revoked: null }],
    [
      'a reason',
      job('FAILED', 0, { reason: `No: ${'a1'.repeat(20)}` }),
      { status: 'FAILED', reason: 'No: [redacted]' },
    ],
  ])('understands %s', async (_what, body, expected) => {
    script = answers(200, body);
    expect(await calls['read-oath-job']()).toMatchObject({ kind: 'ok', value: expected });
  });

  it('of another id, or of garbage, waits', async () => {
    const expected = { kind: 'wait', reason: 'unavailable', trouble: { cause: 'answer-unexpected' } };
    script = answers(200, { ...job('DONE', 5), id: TOKEN });
    expect(await calls['read-oath-job']()).toMatchObject(expected);
    script = answers(200, 'garbage');
    expect(await calls['read-oath-job']()).toMatchObject(expected);
  });

  it('is rejected by PingOne’s 404, which the caller understands', async () => {
    script = answers(404, NOT_FOUND);
    expect(await calls['read-oath-job']()).toMatchObject({
      kind: 'rejected',
      httpStatus: 404,
      pingoneCode: 'NOT_FOUND',
      message: 'The requested resource was not found.',
    });
  });

  it('asks for what is in the id and nothing else', async () => {
    script = answers(404, NOT_FOUND);
    await client.call('read-oath-job', await permit('read-oath-job'), { ...common, jobId: '../users?x=1#' });
    expect(pingone.seen.at(-1)?.path).toBe(`/v1/environments/${ENVIRONMENT}/oathJobs/..%2Fusers%3Fx%3D1%23`);
  });
});

describe('reading a token', () => {
  it.each([
    ['present by its resource', 200, { id: TOKEN, type: 'TOTP' }, { kind: 'ok', value: 'present' }],
    ['gone by PingOne’s 404', 404, NOT_FOUND, { kind: 'ok', value: 'gone' }],
    [
      'neither by the 404 of a proxy',
      404,
      '<html>nothing here</html>',
      { kind: 'wait', reason: 'unavailable' },
    ],
    ['neither by a page', 200, '<html>sign in</html>', { kind: 'wait', reason: 'unavailable' }],
    [
      'neither by a 400',
      400,
      { code: 'INVALID_DATA', message: 'No.' },
      { kind: 'rejected', httpStatus: 400 },
    ],
  ])('is %s', async (_rule, status, body, expected) => {
    script = answers(status, body);
    expect(await calls['read-oath-token']()).toMatchObject(expected);
  });
});

describe('revoking a token', () => {
  it('authenticates as the application, and sends the token alone', async () => {
    script = answers(200, '');
    expect(await calls['revoke-token']()).toMatchObject({ kind: 'ok', value: 'revoked' });
    const [seen] = pingone.to('/as/revoke');
    expect(seen).toMatchObject({ method: 'POST', path: `/${ENVIRONMENT}/as/revoke` });
    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
      client_id: APPLICATION,
      client_secret: APPLICATION_SECRET,
      token: REVOKED_TOKEN,
    });
    expect(pingone.to('/as/token')).toHaveLength(0);
  });

  it.each<[string, number, unknown, object]>([
    ['an empty object', 200, {}, { kind: 'ok', value: 'revoked' }],
    ['a page', 200, '<html>sign in</html>', { kind: 'unknown-outcome' }],
    ['JSON of a gateway', 200, { status: 'maintenance' }, { kind: 'unknown-outcome' }],
    [
      'unsupported_token_type',
      400,
      { error: 'unsupported_token_type' },
      { kind: 'ok', value: 'unsupported' },
    ],
    ['invalid_client', 401, { error: 'invalid_client' }, { kind: 'wait', reason: 'credentials-refused' }],
    ['invalid_client', 400, { error: 'invalid_client' }, { kind: 'wait', reason: 'credentials-refused' }],
    ['invalid_request', 400, { error: 'invalid_request' }, { kind: 'wait', reason: 'credentials-refused' }],
    ['unauthorized_client', 401, { error: 'unauthorized_client' }, { reason: 'credentials-refused' }],
    ['invalid_grant', 400, { error: 'invalid_grant' }, { kind: 'rejected', pingoneCode: 'invalid_grant' }],
    ['a 503', 503, '', { kind: 'wait', reason: 'unavailable' }],
    ['a 500', 500, { code: 'UNEXPECTED_ERROR' }, { kind: 'unknown-outcome' }],
    ['a 429', 429, { code: 'REQUEST_LIMITED' }, { kind: 'wait', reason: 'rate-limited' }],
  ])('is answered by %s (%i)', async (_what, status, body, expected) => {
    script = answers(status, body, { 'retry-after': '0' });
    expect(await calls['revoke-token']()).toMatchObject(expected);
  });

  it('closes the scope of that application alone when its secret is wrong', async () => {
    script = answers(401, { error: 'invalid_client' });
    await calls['revoke-token']();
    script = answers(200, job('DONE', 1));
    await calls['read-oath-job']();
    const states = client.gate
      .scopes()
      .map(({ scope, state, reason }) => [scope.split(':')[0], state, reason]);
    expect(states).toEqual([
      ['revoke-token', 'closed', 'credentials-refused'],
      ['read-oath-job', 'open', undefined],
      ['worker-token', 'open', undefined],
    ]);
  });

  it('in the name of an application that is not registered is a mistake, and keeps no permit', async () => {
    const unknown = { ...common, canSend, clientId: 'unknown', token: new Secret('x') };
    const call = client.call('revoke-token', await permit('revoke-token', { clientId: 'unknown' }), unknown);
    await expect(call).rejects.toThrow('not registered');
    expect(client.gate.budget().inFlight).toBe(0);
    expect(client.hasApplication(ENVIRONMENT, 'unknown')).toBe(false);
    expect(client.hasApplication(ENVIRONMENT.toUpperCase(), APPLICATION.toUpperCase())).toBe(true);
  });
});

describe('the worker token', () => {
  it('is fetched once for all calls', async () => {
    script = answers(200, job('DONE', 1));
    await Promise.all(Array.from({ length: 20 }, () => calls['read-oath-job']()));
    expect(pingone.to('/as/token')).toHaveLength(1);
    const basic = Buffer.from(`worker:${WORKER_SECRET}`).toString('base64');
    expect(pingone.to('/as/token')[0]).toMatchObject({
      path: `/${ENVIRONMENT}/as/token`,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
  });

  it('is fetched afresh after a 401, and the next call goes through', async () => {
    let isExpired = true;
    script = (seen, response, request) => {
      const answer = isExpired ? answers(401, { code: 'ACCESS_FAILED' }) : answers(200, job('DONE', 1));
      isExpired = false;
      return answer(seen, response, request);
    };
    expect(await calls['read-oath-job']()).toMatchObject({
      kind: 'wait',
      reason: 'credentials-refused',
    });
    expect(await calls['read-oath-job']()).toMatchObject({ kind: 'ok' });
    expect(pingone.to('/as/token')).toHaveLength(2);
    expect(lines).toEqual([]);
  });

  it('that stays refused is not fetched again and again', async () => {
    script = answers(401, { code: 'ACCESS_FAILED' });
    for (let attempt = 0; attempt < 6; attempt++) {
      await calls['read-oath-job']();
    }
    expect(pingone.to('/as/token')).toHaveLength(2);
    expect(lines.filter((line) => line.includes('refuses our credentials'))).toHaveLength(1);
  });

  it.each<[string, number, unknown]>([
    ['the client is refused', 401, { error: 'invalid_client' }],
    ['the environment is unknown', 404, NOT_FOUND],
    ['the answer is a page', 200, '<html>sign in</html>'],
    ['there is no token in the answer', 200, {}],
    ['the token would break a header', 200, { access_token: 'a\r\nb', expires_in: 3600 }],
    ['the service is down', 503, ''],
  ])('makes its calls wait while there is none because %s', async (_why, status, body) => {
    let isRight = false;
    pingone.script = (seen, response, request) => {
      if (!seen.path.endsWith('/as/token')) {
        return answers(200, job('DONE', 1))(seen, response, request);
      }
      const wrong = !isRight;
      isRight = pingone.to('/as/token').length > 2;
      return wrong
        ? answers(status, body)(seen, response, request)
        : json(response, 200, { access_token: BEARER });
    };
    expect(await calls['read-oath-job']()).toMatchObject({ kind: 'ok' });
    expect(pingone.to('/as/token').length).toBeGreaterThan(2);
    expect(pingone.to(JOB)).toHaveLength(1);
  });
});

describe('the budget, seen from PingOne', () => {
  it('is never exceeded in any second, tokens included', async () => {
    await client.close();
    client = create({ requestsPerSecond: 40 });
    script = answers(200, job('DONE', 1));
    const lag = new EventLoopLag();
    await Promise.all(Array.from({ length: 70 }, () => calls['read-oath-job']()));
    expect(pingone.seen).toHaveLength(71);
    lag.stop();
    const seenAt = pingone.seen.map(({ at }) => at);
    expect(firstAboveLimit(seenAt, lag.earliest(seenAt), 40)).toBeUndefined();
  }, 20_000);
});

describe('a call that the pre-send check stops', () => {
  it.each<Called>(['submit-oath-job', 'revoke-token'])(
    'of %s is not made, and neither health nor budget suffer',
    async (operation) => {
      script = answers(202, job('PENDING', 0));
      canSend = () => false;
      const before = client.gate.budget();
      expect(await calls[operation]()).toEqual({ kind: 'not-sent' });
      expect(pingone.seen.filter(({ path }) => !path.endsWith('/as/token'))).toEqual([]);
      expect(client.gate.budget()).toEqual(before);
      expect(client.gate.scopes().filter(({ state }) => state !== 'open')).toEqual([]);
    },
  );
});

describe('an outage', () => {
  it.each<[Called, Script, object]>([
    ['submit-oath-job', (_seen, _response, { socket }) => void socket.destroy(), { kind: 'unknown-outcome' }],
    ['submit-oath-job', silent, { kind: 'unknown-outcome' }],
    ['revoke-token', silent, { kind: 'unknown-outcome' }],
    ['read-oath-job', silent, { kind: 'wait', reason: 'unavailable' }],
    ['read-oath-token', answers(502, ''), { kind: 'wait', reason: 'unavailable' }],
    [
      'submit-oath-job',
      answers(503, { code: 'UNAVAILABLE', message: 'x' }),
      { kind: 'wait', reason: 'unavailable' },
    ],
    [
      'submit-oath-job',
      answers(403, { code: 'ACCESS_FAILED', message: 'No.' }),
      {
        kind: 'wait',
        reason: 'permission-denied',
        trouble: { cause: 'permission', detail: 'HTTP 403 ACCESS_FAILED: No.' },
      },
    ],
    [
      'submit-oath-job',
      answers(403, '<html>', { 'content-type': 'text/html; charset=utf-8' }),
      {
        kind: 'wait',
        reason: 'unavailable',
        trouble: { cause: 'gateway', detail: 'HTTP 403, text/html' },
      },
    ],
    ['read-oath-token', answers(404, { error: 'not_found' }), { kind: 'wait', reason: 'unavailable' }],
    [
      'read-oath-token',
      answers(404, { code: '404', message: 'no' }),
      { kind: 'wait', reason: 'unavailable' },
    ],
  ])('of %s (%#) is answered honestly', async (operation, how, expected) => {
    await answering(how);
    expect(await calls[operation]()).toMatchObject(expected);
  });

  it('to a host that does not answer leaves nothing in doubt', async () => {
    script = answers(202, job('PENDING', 0), { connection: 'close' });
    await calls['submit-oath-job']();
    const held = await permit('submit-oath-job');
    await pingone[Symbol.asyncDispose]();
    const request = { ...common, canSend, tokenIds: [TOKEN], forceUnpair: true };
    expect(await client.call('submit-oath-job', held, request)).toMatchObject({
      kind: 'wait',
      reason: 'unavailable',
      trouble: { cause: 'connection-refused' },
    });
  });

  it.each([400, 406, 411, 413, 414, 418, 431, 499])(
    'of a gateway that answers %i in HTML rejects no request: its scope closes, and health and log say why',
    async (status) => {
      script = answers(status, '<html>', { 'content-type': 'text/html' });
      const kinds: string[] = [];
      for (let attempt = 0; attempt < 3; attempt++) {
        for (const operation of ['read-oath-job', 'submit-oath-job', 'revoke-token'] as const) {
          kinds.push((await calls[operation]()).kind);
        }
      }
      expect(kinds).not.toContain('rejected');
      expect(kinds).not.toContain('ok');
      const detail = `HTTP ${status}, text/html`;
      const trouble = { cause: 'gateway', detail };
      expect(client.gate.scopes().filter(({ state }) => state === 'closed')).toMatchObject([
        { reason: 'unavailable', trouble },
        { reason: 'unavailable', trouble },
        { reason: 'unavailable', trouble },
      ]);
      expect(lines.filter((line) => line.includes(detail))).toHaveLength(3);
    },
  );

  it('is over for the request that something in between alone refuses: it ends as its own failure', async () => {
    const gateway = answers(400, '<html>', { 'content-type': 'text/html' });
    script = (seen, response, request) =>
      (seen.path.endsWith(TOKEN) ? gateway : answers(200, job('DONE', 1)))(seen, response, request);
    const kinds: string[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      kinds.push((await calls['read-oath-token']()).kind);
      const another = { ...common, tokenId: `${attempt}` };
      await client.call('read-oath-token', await permit('read-oath-token'), another);
    }
    expect(kinds).toEqual(['wait', 'wait', 'wait', 'wait', 'rejected']);
  });
});

describe('an answer in a content coding that was not asked for', () => {
  it('is read: a gzip of nothing from /as/revoke is a revocation', async () => {
    script = (_seen, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'));
    expect(await calls['revoke-token']()).toMatchObject({ kind: 'ok', value: 'revoked' });
  });

  it('that cannot be decoded says nothing: not even that its body is empty', async () => {
    script = answers(200, 'what?', { 'content-encoding': 'compress' });
    expect(await calls['revoke-token']()).toMatchObject({ kind: 'unknown-outcome' });
    expect(client.gate.scopes()[0]?.trouble).toEqual({
      cause: 'answer-unreadable',
      detail: 'HTTP 200, the body is in a content coding that is not supported: compress',
    });
  });
});

describe('the alarm of an application whose credentials are wrong', () => {
  it.each<[string, number, object]>([
    ['a Basic header that cannot be decoded, or an unknown kid', 400, { error: 'invalid_request' }],
    ['a wrong secret, at some servers', 401, { error: 'unauthorized_client' }],
  ])('is "credentials" for %s (%i), and its token waits as long as it takes', async (_what, status, body) => {
    script = answers(status, body);
    for (let attempt = 0; attempt < 12; attempt++) {
      expect(await calls['revoke-token']()).toMatchObject({ kind: 'wait', reason: 'credentials-refused' });
    }
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('PingOne refuses our credentials');
  });

  it('is "credentials" for a 500 of a server by whose clock our assertion has expired', async () => {
    await client.close();
    const clientSecret = new Secret(APPLICATION_SECRET);
    const authentication = { method: 'CLIENT_SECRET_JWT', clientSecret, algorithm: 'HS256' } as const;
    client = create({ applications: [{ clientId: APPLICATION, authentication }] });
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    script = answers(500, { error: 'error', error_description: 'The error is unrecognizable' }, { date });
    const answer = await calls['revoke-token']();
    expect(answer).toMatchObject({ kind: 'wait', reason: 'credentials-refused' });
    expect(answer.kind === 'wait' && answer.trouble?.detail).toMatch(
      /^HTTP 500, .* \(by its clock, \d+ s ahead of ours, our assertion has expired\)$/,
    );
  });
});

describe('what an alarm says', () => {
  it('shows no secret that a server repeats', async () => {
    const said = `bad ${REVOKED_TOKEN} of ${APPLICATION_SECRET}`;
    script = answers(401, { error: 'invalid_client', error_description: said });
    await calls['revoke-token']();
    await calls['revoke-token']();
    expect(lines.join()).toContain('HTTP 401 invalid_client: bad [redacted] of [redacted]');
    expect(lines.join()).not.toContain('canary');
  });
});

describe('a secret', () => {
  const canaries = [
    WORKER_SECRET,
    APPLICATION_SECRET,
    BEARER,
    REVOKED_TOKEN,
    Buffer.from(`worker:${WORKER_SECRET}`).toString('base64'),
  ];
  const shown = (value: unknown): string =>
    inspect(value, { depth: 12, showHidden: true, getters: true }) + (JSON.stringify(value) ?? '');
  /** The worst that a server can do: say back everything it was told. */
  const echo: Script = (seen, response) => {
    const said = `${JSON.stringify(seen.headers)} ${decodeURIComponent(seen.body)} ${seen.body}`;
    const details = [{ code: 'INVALID_VALUE', target: said, message: said }];
    json(
      response,
      400,
      { code: 'INVALID_DATA', message: said, error_description: said, details },
      { 'correlation-id': seen.headers.authorization?.split(' ')[1] ?? REVOKED_TOKEN },
    );
  };

  it.each<[string, Script]>([
    ['is echoed', echo],
    [
      'is echoed as the reason of a job',
      (seen, response) => json(response, 200, job('FAILED', 0, { reason: seen.headers.authorization })),
    ],
    ['was in a request without an answer', (_seen, _response, { socket }) => void socket.destroy()],
    ['was in a request that timed out', silent],
  ])('that %s shows in nothing that leaves the library', async (_how, how) => {
    await answering(how);
    for (const operation of Object.keys(calls) as Called[]) {
      const text = shown(await calls[operation]());
      for (const canary of canaries) {
        expect(text).not.toContain(canary);
      }
    }
    const rest = inspect(client, { depth: 12, showHidden: true }) + lines.join('\n');
    for (const canary of canaries) {
      expect(rest).not.toContain(canary);
    }
  });
});

describe('the client', () => {
  it.each<[string, Partial<PingOneSettings>, string]>([
    ['an API without https', { apiUrl: 'http://api.pingone.eu/v1' }, 'apiUrl'],
    ['an authorization server without https', { authUrl: 'http://auth.pingone.eu' }, 'authUrl'],
    ['no environment', { environments: [] }, 'environments'],
    [
      'an application of another environment',
      { applications: [{ clientId: 'a', environmentId: 'other', authentication: { method: 'NONE' } }] },
      'The application a',
    ],
  ])('refuses %s', (_what, overrides, message) => {
    expect(() => create(overrides)).toThrow(message);
  });

  it('that is closed waits for the calls under way, and sends nothing more', async () => {
    script = answers(200, job('DONE', 1));
    const held = await permit('read-oath-job');
    const late = await permit('read-oath-job');
    const running = client.call('read-oath-job', held, { ...common, jobId: JOB });
    await client.close();
    expect(await running).toMatchObject({ kind: 'ok' });
    expect(await client.call('read-oath-job', late, { ...common, jobId: JOB })).toEqual({
      kind: 'wait',
      reason: 'unavailable',
    });
  });
});
