import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type SeededUser, type Simulator } from '../index.js';
import { PlatformClient, type Reply } from '../testing/http.js';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

type Resource = Readonly<Record<string, unknown>>;

const embedded = (reply: Reply, name: string): readonly Resource[] => {
  const collections = reply.body?.['_embedded'] as Readonly<Record<string, readonly Resource[]>> | undefined;
  return collections?.[name] ?? [];
};
const idsIn = (reply: Reply, name: string): readonly unknown[] => embedded(reply, name).map(({ id }) => id);
const filter = (expression: string): string => `filter=${encodeURIComponent(expression)}`;

describe('the resources of an environment', () => {
  let simulator: Simulator;
  let client: PlatformClient;
  let user: SeededUser;
  let other: SeededUser;

  beforeAll(async () => {
    simulator = await startSimulator({ population: { users: 2, oathTokensPerUser: 2, sessionsPerUser: 2 } });
    client = await PlatformClient.of(simulator);
    [user, other] = simulator.seeded.users as [SeededUser, SeededUser];
  });
  afterEach(() => simulator.resetBehaviour());
  afterAll(() => simulator.close());

  describe('OATH tokens', () => {
    it('have no status, and show their pairing only when expanded', async () => {
      const [token] = user.oathTokens;
      const plain = await client.get(`/oathTokens/${token?.id ?? ''}`);
      expect(plain.body).toEqual({
        _links: expect.any(Object),
        id: token?.id,
        environment: { id: simulator.environmentId },
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        serialNumber: token?.serialNumber,
        type: 'TOTP',
        otpLength: 6,
        hashAlgorithm: 'HmacSHA1',
        totp: { timeStep: 30 },
      });
      const expanded = await client.get(`/oathTokens/${token?.id ?? ''}?expand=devices`);
      expect(expanded.body?.['devices']).toEqual([{ id: expect.any(String), user: { id: user.id } }]);
    });

    it('are found by serial number', async () => {
      const [token] = user.oathTokens;
      const found = await client.get(
        `/oathTokens?${filter(`serialNumber eq "${token?.serialNumber ?? ''}"`)}`,
      );
      expect(idsIn(found, 'oathTokens')).toEqual([token?.id]);
      expect(idsIn(await client.get(`/oathTokens?${filter('serialNumber eq "0"')}`), 'oathTokens')).toEqual(
        [],
      );
    });

    it.each([
      'serialNumber sw "1"',
      'userId eq "x"',
      'serialNumber eq x',
      'serialNumber',
      'serialNumber eq "a" or type eq "b"',
    ])('are not found by %s: that is INVALID_FILTER', async (expression) => {
      const reply = await client.get(`/oathTokens?${filter(expression)}`);
      expect([reply.status, reply.body?.['details']]).toEqual([
        400,
        [
          expect.objectContaining({
            code: 'INVALID_FILTER',
            innerError: { supportedAttributes: ['serialNumber'], supportedOperators: ['eq'] },
          }),
        ],
      ]);
    });

    it('are deleted one by one, even if paired: 204, then 404', async () => {
      const [seeded] = simulator.seed({ users: 1, oathTokensPerUser: 1 }).users;
      const id = seeded?.oathTokens[0]?.id ?? '';
      const deleted = await client.request('DELETE', `/oathTokens/${id}`);
      expect([deleted.status, deleted.text]).toEqual([204, '']);
      expect((await client.request('DELETE', `/oathTokens/${id}`)).status).toBe(404);
      expect((await client.get(`/oathTokens/${id}`)).status).toBe(404);
      expect(idsIn(await client.get(`/users/${seeded?.id ?? ''}/devices`), 'devices')).toHaveLength(1);
      expect(simulator.state.deletions().at(-1)).toMatchObject({
        tokenId: id,
        by: { kind: 'call', correlationId: deleted.headers.get('correlation-id') },
      });
    });

    it('are listed page by page, without repeats or gaps while others are deleted', async () => {
      simulator.behave({ settings: { pageSize: 7 } });
      const made = simulator.seed({ unpairedOathTokens: 30 }).unpairedOathTokens.map(({ id }) => id);
      const seen: unknown[] = [];
      let url: string | undefined = `/oathTokens?limit=100&expand=devices`;
      while (url !== undefined) {
        const page: Reply = await client.get(url);
        const ids = idsIn(page, 'oathTokens');
        expect(ids.length).toBeLessThanOrEqual(7);
        seen.push(...ids);
        // The first of the page goes, which must not move the others.
        await client.request('DELETE', `/oathTokens/${String(ids[0])}`);
        const { next } = page.body?.['_links'] as { next?: { href: string } };
        url = next?.href.split(simulator.environmentId)[1];
      }
      expect(seen.length).toBe(new Set(seen).size);
      expect(seen.filter((id) => made.includes(String(id)))).toEqual(made);
    });

    it.each(['limit=0', 'limit=x', 'cursor=garbage'])('are not listed with %s', async (query) => {
      expect((await client.get(`/oathTokens?${query}`)).status).toBe(400);
    });
  });

  describe('users', () => {
    it('are read by id, and found by username or external id', async () => {
      const read = await client.get(`/users/${user.id}`);
      expect(read.body).toMatchObject({
        id: user.id,
        username: user.username,
        externalId: user.externalId,
        enabled: true,
      });
      expect(
        idsIn(await client.get(`/users?${filter(`username eq "${user.username.toUpperCase()}"`)}`), 'users'),
      ).toEqual([user.id]);
      expect(
        idsIn(await client.get(`/users?${filter(`externalId eq "${user.externalId}"`)}`), 'users'),
      ).toEqual([user.id]);
      const both = filter(`username eq "${user.username}" and externalId eq "${other.externalId}"`);
      expect(idsIn(await client.get(`/users?${both}`), 'users')).toEqual([]);
      expect((await client.get(`/users/${UNKNOWN_ID}`)).status).toBe(404);
    });

    it('may share an external id', async () => {
      simulator.seed({ users: [{ externalId: 'twin' }, { externalId: 'twin' }] });
      expect(idsIn(await client.get(`/users?${filter('externalId eq "twin"')}`), 'users')).toHaveLength(2);
    });

    it('come page by page, as devices and sessions do', async () => {
      simulator.behave({ settings: { pageSize: 2 } });
      simulator.seed({ users: [{ externalId: 'three' }, { externalId: 'three' }, { externalId: 'three' }] });
      const [owner] = simulator.seed({ users: 1, oathTokensPerUser: 3, sessionsPerUser: 3 }).users;
      const sizes = async (path: string, name: string): Promise<readonly number[]> => {
        const seen: number[] = [];
        for (let url: string | undefined = path; url !== undefined;) {
          const page: Reply = await client.get(url);
          seen.push(idsIn(page, name).length);
          const { next } = page.body?.['_links'] as { next?: { href: string } };
          url = next?.href.split(simulator.environmentId)[1];
        }
        return seen;
      };
      expect(await sizes(`/users?${filter('externalId eq "three"')}`, 'users')).toEqual([2, 1]);
      const own = `/users/${owner?.id ?? ''}`;
      expect(await sizes(`${own}/devices?${filter('type eq "OATH_TOKEN"')}`, 'devices')).toEqual([2, 1]);
      expect(await sizes(`${own}/sessions?limit=1`, 'sessions')).toEqual([1, 1, 1]);
    });

    it.each([
      ['unpaired', []],
      ['still-paired', ['owner']],
    ] as const)(
      'are deleted with their devices and sessions; their tokens are %s, as it is set',
      async (tokensOfDeletedUsers, owners) => {
        simulator.behave({ settings: { tokensOfDeletedUsers } });
        const gone = simulator.seed({ users: 1, oathTokensPerUser: 1, sessionsPerUser: 1 })
          .users[0] as SeededUser;
        expect(simulator.deleteUser(gone.id.toUpperCase())).toBe(true);
        expect(simulator.deleteUser(gone.id)).toBe(false);
        for (const path of ['', '/devices', '/sessions']) {
          expect((await client.get(`/users/${gone.id}${path}`)).status).toBe(404);
        }
        expect(
          idsIn(await client.get(`/users?${filter(`username eq "${gone.username}"`)}`), 'users'),
        ).toEqual([]);
        const token = await client.get(`/oathTokens/${gone.oathTokens[0]?.id ?? ''}?expand=devices`);
        expect(token.body?.['devices']).toEqual(
          owners.map(() => ({ id: expect.any(String), user: { id: gone.id } })),
        );
        expect(simulator.state.endedSessions().at(-1)).toMatchObject({
          userId: gone.id,
          by: 'deleted-with-user',
        });
      },
    );

    it('are not listed without a filter, or by another attribute', async () => {
      expect((await client.get('/users')).status).toBe(400);
      expect((await client.get(`/users?${filter('email eq "a"')}`)).status).toBe(400);
    });

    const newUser = (): SeededUser =>
      simulator.seed({ users: 1, oathTokensPerUser: 2 }).users[0] as SeededUser;

    it('have devices, which are filtered by type and status', async () => {
      const owner = newUser();
      const types = async (query: string): Promise<unknown[]> =>
        embedded(await client.get(`/users/${owner.id}/devices${query}`), 'devices').map(({ type }) => type);
      expect(await types('')).toEqual(['EMAIL', 'OATH_TOKEN', 'OATH_TOKEN']);
      expect(await types(`?${filter('type eq "OATH_TOKEN" and status eq "ACTIVE"')}`)).toEqual([
        'OATH_TOKEN',
        'OATH_TOKEN',
      ]);
      expect(await types(`?${filter('status eq "ACTIVATION_REQUIRED"')}`)).toEqual([]);
      expect((await client.get(`/users/${owner.id}/devices?${filter('id eq "x"')}`)).status).toBe(400);
      expect((await client.get(`/users/${UNKNOWN_ID}/devices`)).status).toBe(404);
    });

    it.each([
      ['shown', (serial: string) => serial],
      ['hidden', () => undefined],
    ] as const)(
      'have devices whose serial numbers are %s, as it is set',
      async (deviceSerialNumbers, expected) => {
        simulator.behave({ settings: { deviceSerialNumbers } });
        const owner = newUser();
        const devices = embedded(
          await client.get(`/users/${owner.id}/devices?${filter('type eq "OATH_TOKEN"')}`),
          'devices',
        );
        expect(devices.map(({ serialNumber }) => serialNumber)).toEqual(
          owner.oathTokens.map(({ serialNumber }) => expected(serialNumber)),
        );
      },
    );
  });

  describe('sessions', () => {
    const newUserWithSessions = (count: number): SeededUser =>
      simulator.seed({ users: 1, sessionsPerUser: count }).users[0] as SeededUser;

    it('are listed newest first, and read one by one, but only as the user’s own', async () => {
      const ids = user.sessions.map(({ id }) => id);
      const list = await client.get(`/users/${user.id}/sessions`);
      expect(idsIn(list, 'sessions')).toEqual(ids.toReversed());
      expect((await client.get(`/users/${user.id}/sessions/${ids[0] ?? ''}`)).body).toMatchObject({
        id: ids[0],
        user: { id: user.id },
      });
      expect((await client.get(`/users/${other.id}/sessions/${ids[0] ?? ''}`)).status).toBe(404);
      expect((await client.get(`/users/${UNKNOWN_ID}/sessions`)).status).toBe(404);
    });

    it('may be from before, and expired: those are listed all the same', async () => {
      const [createdAt, expiresAt] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
      const [old] = simulator.seed({ users: [{ sessions: [{ createdAt, expiresAt }] }] }).users;
      const list = await client.get(`/users/${old?.id ?? ''}/sessions`);
      expect(embedded(list, 'sessions')).toEqual([expect.objectContaining({ createdAt, expiresAt })]);
    });

    it('are deleted with 204, and then they are gone', async () => {
      const { id, sessions } = newUserWithSessions(2);
      const path = `/users/${id}/sessions/${sessions[0]?.id ?? ''}`;
      expect((await client.request('DELETE', path)).status).toBe(204);
      expect((await client.request('DELETE', path)).status).toBe(404);
      expect(idsIn(await client.get(`/users/${id}/sessions`), 'sessions')).toEqual([sessions[1]?.id]);
      expect(simulator.state.endedSessions().at(-1)).toMatchObject({
        sessionId: sessions[0]?.id,
        userId: id,
        by: 'deleted',
      });
    });

    it('are signed off by their id alone, with the media type of the logout', async () => {
      const { id, sessions } = newUserWithSessions(1);
      const path = `/sessions/${sessions[0]?.id ?? ''}`;
      const headers = { 'content-type': 'application/vnd.pingidentity.sso.session.logout' };
      expect((await client.request('POST', path)).status).toBe(415);
      expect(
        (await client.request('POST', path, { headers: { 'content-type': 'application/json' } })).status,
      ).toBe(415);
      expect((await client.request('POST', path, { headers })).status).toBe(204);
      expect((await client.request('POST', path, { headers })).status).toBe(404);
      expect(simulator.state.endedSessions().at(-1)).toMatchObject({
        sessionId: sessions[0]?.id,
        userId: id,
        by: 'signed-off',
      });
    });

    it('are ten at most: one more purges the oldest', async () => {
      const { id, sessions } = newUserWithSessions(10);
      const clientId = simulator.applications[0]?.clientId ?? '';
      const { sessionId } = simulator.issueTokens({ clientId, userId: id });
      const listed = idsIn(await client.get(`/users/${id}/sessions`), 'sessions');
      expect([listed.length, listed[0]]).toEqual([10, sessionId]);
      expect(simulator.state.endedSessions().at(-1)).toMatchObject({
        sessionId: sessions[0]?.id,
        by: 'purged',
      });
    });
  });
});
