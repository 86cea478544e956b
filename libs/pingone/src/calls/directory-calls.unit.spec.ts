import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics, silentLog } from '#libs/observability';
import { Secret } from '#libs/redaction';
import { json, ScriptedPingOne, type Script, type Seen } from '../../test/scripted-pingone.js';
import type { PingOneAnswer } from '../answer.js';
import type { Permit } from '../gate/request-gate.port.js';
import type { Operation } from '../operations.js';
import { PingOneClient } from '../pingone-client.js';

const ENVIRONMENT = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
const USER = '0b1c2d3e-0000-4000-8000-00000000000a';
const common = { environmentId: ENVIRONMENT, transactionId: 'revocation-1' };
const canSend = (): boolean => true;

let pingone: ScriptedPingOne;
let client: PingOneClient;
let script: Script;
let asked: Seen | undefined;

beforeEach(async () => {
  pingone = await ScriptedPingOne.start();
  pingone.script = (seen, response, request) => {
    if (seen.path.endsWith('/as/token')) {
      return json(response, 200, { access_token: 'bearer', token_type: 'Bearer', expires_in: 3600 });
    }
    asked = seen;
    return script(seen, response, request);
  };
  client = new PingOneClient(
    {
      apiUrl: `${pingone.url}/v1`,
      authUrl: pingone.url,
      worker: {
        clientId: 'worker',
        authentication: { method: 'CLIENT_SECRET_POST', clientSecret: new Secret('secret') },
      },
      environments: [ENVIRONMENT],
      applications: [],
      requestsPerSecond: 2000,
      requestsInFlight: 20,
      requestTimeoutMs: 60_000,
    },
    { log: silentLog, metrics: createMetrics() },
  );
});

afterEach(async () => {
  await client.close();
  await pingone[Symbol.asyncDispose]();
});

async function permit(operation: Operation): Promise<Permit> {
  const priority = { urgency: 'user', phase: 'act' } as const;
  const { signal } = new AbortController();
  const got = await client.gate.acquire({ operation, environmentId: ENVIRONMENT, priority, signal });
  if (!got) {
    throw new Error('no permit');
  }
  return got;
}

const answers =
  (status: number, body: unknown): Script =>
  (_seen, response) =>
    json(response, status, body);
const embedded = (name: string, ...items: readonly object[]): object => ({ _embedded: { [name]: items } });
const notFound = { id: 'x', code: 'NOT_FOUND', message: 'The requested resource was not found.' };
const value = (answer: PingOneAnswer<unknown>): unknown =>
  answer.kind === 'ok' ? answer.value : answer.kind;
const query = (): URLSearchParams => new URL(asked?.path ?? '', pingone.url).searchParams;

describe('finding users', () => {
  const find = async (name: string): Promise<PingOneAnswer<unknown>> =>
    client.call('find-users', await permit('find-users'), { ...common, by: 'username', value: name });

  it('filters by the name, whatever is in it', async () => {
    script = answers(200, embedded('users', { id: USER }));
    expect(value(await find('a "quoted" \\ name & more'))).toEqual({ items: [{ id: USER }] });
    expect(query().get('filter')).toBe('username eq "a \\"quoted\\" \\\\ name & more"');
  });

  it.each([
    ['nobody', embedded('users'), { items: [] }],
    [
      'two of the same name',
      embedded('users', { id: 'a', username: 'Ada' }, { id: 'B', username: 'ADA' }),
      { items: [{ id: 'a' }, { id: 'b' }] },
    ],
    [
      'what the account says of itself',
      embedded(
        'users',
        { id: 'a', createdAt: '2026-01-01T00:00:00Z', enabled: false },
        { id: 'b', createdAt: '', enabled: 'yes' },
      ),
      { items: [{ id: 'a', createdAt: '2026-01-01T00:00:00Z', enabled: false }, { id: 'b' }] },
    ],
    [
      'nobody, where the filter was not applied',
      embedded('users', { id: 'a', username: 'bob' }),
      { items: [] },
    ],
    [
      'that there may be more',
      { ...embedded('users', { id: 'a' }), _links: { next: { href: 'https://x/users?cursor=c%2F1' } } },
      { items: [{ id: 'a' }], next: 'c/1' },
    ],
    ['an answer that is no collection', { users: [] }, 'wait'],
  ])('tells %s', async (_, body, expected) => {
    script = answers(200, body);
    expect(value(await find('ada'))).toEqual(expected);
  });
});

describe("a user's OATH devices", () => {
  const list = async (): Promise<PingOneAnswer<unknown>> =>
    client.call('list-devices', await permit('list-devices'), { ...common, userId: USER });

  it('are asked for by type, and a phone does not pass for one', async () => {
    const token = { id: 'd1', type: 'OATH_TOKEN', serialNumber: 'S1' };
    const createdAt = '2026-01-01T00:00:00Z';
    script = answers(
      200,
      embedded('devices', token, { id: 'd2', type: 'SMS' }, { id: 'd3', type: 'OATH_TOKEN', createdAt }),
    );
    expect(value(await list())).toEqual({
      items: [
        { id: 'd1', serialNumber: 'S1' },
        { id: 'd3', createdAt },
      ],
    });
    expect(query().get('filter')).toBe('type eq "OATH_TOKEN"');
  });

  it('of a user who is gone are rejected, for the caller to understand', async () => {
    script = answers(404, notFound);
    expect(await list()).toMatchObject({ kind: 'rejected', httpStatus: 404 });
  });
});

describe('listing OATH tokens', () => {
  const token = {
    id: 'T-1',
    serialNumber: 'S1',
    createdAt: '2026-01-01T00:00:00.000Z',
    devices: [{ user: { id: USER } }],
  };

  it('gives owners, and the cursor of the next page without following its address', async () => {
    const next = { href: 'https://elsewhere.example/v1/oathTokens?cursor=abc%3D' };
    script = answers(200, { ...embedded('oathTokens', token), _links: { next } });
    const answer = await client.call('list-oath-tokens', await permit('list-oath-tokens'), {
      ...common,
      cursor: 'x y',
    });
    const { id: _, devices: __, ...rest } = token;
    expect(value(answer)).toEqual({ items: [{ id: 't-1', userIds: [USER], ...rest }], next: 'abc=' });
    expect(query().get('cursor')).toBe('x y');
  });

  it.each([
    ['none', [], []],
    ['one', [{ id: 't', serialNumber: 's 1' }], [{ id: 't', serialNumber: 's 1', userIds: [] }]],
    [
      'one among others, where the filter was not applied',
      [
        { id: 't', serialNumber: 'S 1' },
        { id: 'u', serialNumber: 'S 2' },
      ],
      [{ id: 't', serialNumber: 'S 1', userIds: [] }],
    ],
    // Not "none": the token that was asked for may be on a later page.
    ['no answer by others alone', [{ id: 'u', serialNumber: 'S 2' }], 'wait'],
    ['no answer by a token without an id', [{ serialNumber: 'S 1' }], 'wait'],
  ])('by serial number gives %s', async (_, tokens, expected) => {
    script = answers(200, embedded('oathTokens', ...tokens));
    const answer = await client.call('find-oath-token', await permit('find-oath-token'), {
      ...common,
      serialNumber: 'S 1',
    });
    expect(value(answer)).toEqual(expected);
    expect(query().get('filter')).toBe('serialNumber eq "S 1"');
  });
});

describe('sessions', () => {
  it('are ended by id alone, with the media type of a log-out and an empty body', async () => {
    script = (_seen, response) => void response.writeHead(204).end();
    const answer = await client.call('end-session', await permit('end-session'), {
      ...common,
      canSend,
      sessionId: 'a/b',
    });
    expect(value(answer)).toBe('ended');
    expect(asked).toMatchObject({
      method: 'POST',
      path: `/v1/environments/${ENVIRONMENT}/sessions/a%2Fb`,
      body: '',
    });
    expect(asked?.headers['content-type']).toBe('application/vnd.pingidentity.sso.session.logout');
  });

  it.each([
    ['ended', 204, undefined, { kind: 'ok', value: 'ended' }],
    ['in doubt by a page of something in between', 200, '<html>sign in</html>', { kind: 'unknown-outcome' }],
    ['in doubt by what a gateway says in JSON', 200, { status: 'maintenance' }, { kind: 'unknown-outcome' }],
    ['not known', 404, notFound, { kind: 'ok', value: 'not-found' }],
    ['in doubt', 500, { code: 'UNEXPECTED_ERROR', message: 'x' }, { kind: 'unknown-outcome' }],
    [
      'not ended for an outage',
      503,
      { id: 'x', code: 'UNAVAILABLE', message: 'x' },
      { kind: 'wait', reason: 'unavailable' },
    ],
    ['not known to something in between', 404, 'nginx', { kind: 'wait', reason: 'unavailable' }],
  ])('of a user are %s', async (_, status, body, expected) => {
    script = (_seen, response) =>
      body === undefined ? void response.writeHead(status).end() : json(response, status, body);
    const request = { ...common, canSend, userId: USER, sessionId: 's1' };
    expect(await client.call('end-user-session', await permit('end-user-session'), request)).toMatchObject(
      expected,
    );
    expect(asked?.method).toBe('DELETE');
  });

  it('are listed with their times', async () => {
    const session = {
      id: 's1',
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-02-01T00:00:00.000Z',
    };
    script = answers(200, embedded('sessions', session, { id: 's2' }));
    const answer = await client.call('list-sessions', await permit('list-sessions'), {
      ...common,
      userId: USER,
    });
    expect(value(answer)).toEqual({ items: [session, { id: 's2' }] });
  });

  it.each<[string, object, unknown]>([
    [
      'a relative address',
      { next: { href: '/v1/sessions?cursor=c1' } },
      { items: [{ id: 's1' }], next: 'c1' },
    ],
    ['an address without a cursor', { next: { href: 'https://x/sessions?page=2' } }, 'wait'],
    ['no address', { next: {} }, 'wait'],
  ])('whose next page has %s are not all there are', async (_, links, expected) => {
    script = answers(200, { ...embedded('sessions', { id: 's1' }), _links: links });
    const request = { ...common, userId: USER };
    expect(value(await client.call('list-sessions', await permit('list-sessions'), request))).toEqual(
      expected,
    );
  });

  it('of which one has no id are no answer: it would be left alive without a word', async () => {
    script = answers(200, embedded('sessions', { id: 's1' }, { createdAt: '2026-01-01T00:00:00.000Z' }));
    const request = { ...common, userId: USER };
    expect(value(await client.call('list-sessions', await permit('list-sessions'), request))).toBe('wait');
  });
});
