import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import {
  type SeededUser,
  type SeedRequest,
  type SimulatorOptions,
  eventually,
  oathStep,
  Testbed,
} from '#libs/testbed';

const HOUR = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

let testbed: Testbed;

/** What every description here begins with: a service of its own, with these settings. */
function withSettings(
  name: string,
  settings: Readonly<Record<string, string>>,
  pingone: SimulatorOptions = {},
): void {
  beforeAll(async () => {
    testbed = await Testbed.start(name, { LANES: '2', ...settings }, pingone);
  });
  afterAll(() => testbed[Symbol.asyncDispose]());
  afterEach(() => testbed.simulator.resetBehaviour());
}

function aUser(seed: NonNullable<Exclude<SeedRequest['users'], number>>[number] = {}): SeededUser {
  const [user] = testbed.simulator.seed({ users: [{ oathTokens: 2, sessions: 0, ...seed }] }).users;
  if (!user) {
    throw new Error('no user was made');
  }
  return user;
}

const isThere = (tokenId: string): boolean =>
  !testbed.simulator.state.deletions().some((deletion) => deletion.tokenId === tokenId);
const endedSessions = (userId: string): readonly string[] =>
  testbed.simulator.state
    .endedSessions()
    .filter((ended) => ended.userId === userId)
    .map(({ sessionId }) => sessionId);
const stepOf = (outcome: RevocationCompleted, kind: string): unknown =>
  outcome.steps.find((step) => step.kind === kind);

describe('a user', () => {
  withSettings('lookups', {});

  it.each<[string, (user: SeededUser) => object]>([
    ['id', ({ id }) => ({ userId: id })],
    ['id in upper case', ({ id }) => ({ userId: id.toUpperCase() })],
    ['username', ({ username }) => ({ username })],
    ['username in upper case', ({ username }) => ({ username: username.toUpperCase() })],
    ['external id', ({ externalId }) => ({ externalId })],
  ])('named by %s has all tokens revoked', async (_, naming) => {
    const user = aUser({ externalId: `hr "${randomUUID()}" \\` });
    const outcome = await testbed.outcomeOf({ data: naming(user) });
    expect(outcome).toMatchObject({ status: 'completed', userId: user.id, requested: 2, revoked: 2 });
    expect(
      testbed.deletedFor(
        oathStep(outcome),
        user.oathTokens.map(({ id }) => id),
      ),
    ).toBe(2);
  });

  it('whose devices come on several pages has all tokens revoked', async () => {
    testbed.simulator.behave({ settings: { pageSize: 2 } });
    const outcome = await testbed.outcomeOf({ data: { userId: aUser({ oathTokens: 5 }).id } });
    expect(outcome).toMatchObject({ status: 'completed', requested: 5, revoked: 5 });
  });

  it('without tokens is completed with 0 requested', async () => {
    const outcome = await testbed.outcomeOf({ data: { userId: aUser({ oathTokens: 0 }).id } });
    expect(outcome).toMatchObject({ status: 'completed', requested: 0, revoked: 0, remaining: 0 });
  });

  it.each<[string, () => object, string]>([
    ['that PingOne does not know, by name', () => ({ username: 'nobody' }), 'user-not-found'],
    ['that PingOne does not know, by id', () => ({ userId: randomUUID() }), 'user-not-found'],
    [
      'that PingOne knows twice',
      () => ({ externalId: [aUser({ externalId: 'twin' }), aUser({ externalId: 'twin' })][0]?.externalId }),
      'user-ambiguous',
    ],
    [
      'that PingOne knows twice, on two pages',
      () => {
        testbed.simulator.behave({ settings: { pageSize: 1 } });
        return { externalId: [aUser({ externalId: 'far' }), aUser({ externalId: 'far' })][0]?.externalId };
      },
      'user-ambiguous',
    ],
    [
      'that was deleted',
      () => {
        const { id } = aUser();
        testbed.simulator.deleteUser(id);
        return { userId: id };
      },
      'user-not-found',
    ],
    [
      'with a device that shows no serial number',
      () => {
        testbed.simulator.behave({ settings: { deviceSerialNumbers: 'hidden' } });
        return { userId: aUser().id };
      },
      'outcome-unknown',
    ],
  ])('%s fails with what is the matter, and nothing is touched', async (_, data, code) => {
    const before = testbed.simulator.state.deletions().length;
    const outcome = await testbed.outcomeOf({ data: data() });
    expect(outcome).toMatchObject({
      status: 'failed',
      requested: null,
      revoked: 0,
      remaining: null,
      failure: { code },
    });
    expect(testbed.simulator.state.deletions()).toHaveLength(before);
  });

  it.each([
    ['says when it occurred', { occurredAt: ago(HOUR) }, ago(HOUR / 2)],
    ['does not say', {}, new Date(Date.now() + HOUR).toISOString()],
  ])('loses what is newer than the event, too, which %s', async (_, said, createdAt) => {
    const user = aUser({ oathTokens: [{ createdAt: ago(2 * HOUR) }, { createdAt }] });
    const outcome = await testbed.outcomeOf({ data: { userId: user.id, ...said } });
    expect(outcome).toMatchObject({ status: 'completed', requested: 2, revoked: 2 });
    expect(user.oathTokens.filter(({ id }) => isThere(id))).toEqual([]);
  });

  it('is not needed where serial numbers are named; those of no token are gone, not revoked', async () => {
    const { oathTokens } = aUser();
    const serialNumbers = [...oathTokens.map(({ serialNumber }) => serialNumber), 'NEVER0001'];
    const outcome = await testbed.outcomeOf({ data: { userId: randomUUID(), serialNumbers } });
    expect(oathStep(outcome)).toMatchObject({ status: 'done', requested: 3, gone: 3, revoked: 2 });
  });
});

describe('with the index of OATH tokens', () => {
  withSettings(
    'index',
    { OATH_TOKEN_INDEX: 'true', OATH_TOKEN_INDEX_REFRESH_MS: '10000' },
    {
      population: { users: 5, oathTokensPerUser: 4, sessionsPerUser: 0 },
      behaviour: { settings: { pageSize: 3 } },
    },
  );
  const known = (index: number): SeededUser => testbed.simulator.seeded.users[index] as SeededUser;

  beforeAll(async () => {
    const pattern = /^pingone_token_index_tokens\{[^}]*\} 20$/m;
    await eventually('the index knows all', async () => pattern.test(await testbed.service.metrics()));
  });

  /** Nothing is fresh any more but what a test lets be. */
  beforeEach(() => {
    testbed.simulator.behave({
      settings: { pageSize: 3 },
      rules: [{ name: 'cut', operation: ['list-oath-tokens'], effect: { kind: 'respond', status: 503 } }],
    });
  });

  it.each([
    ['unpaired', 0],
    ['still-paired', 1],
  ] as const)(
    'a user who was deleted since is resolved by it, whose tokens PingOne has %s by then',
    async (tokensOfDeletedUsers, index) => {
      testbed.simulator.behave({ settings: { tokensOfDeletedUsers } });
      const { id } = known(index);
      testbed.simulator.deleteUser(id);
      const outcome = await testbed.outcomeOf({ data: { userId: id.toUpperCase() } });
      expect(outcome).toMatchObject({ status: 'completed', requested: 4, revoked: 4 });
    },
  );

  it('a token of another user is left alone, in whatever case it is named', async () => {
    const [mine, theirs] = [known(2), known(3)].map(({ oathTokens }) => oathTokens[0]?.id ?? '');
    const outcome = await testbed.outcomeOf({
      data: {
        userId: known(2).id.toUpperCase(),
        oathTokenIds: [mine?.toUpperCase(), theirs?.toUpperCase()],
      },
    });
    expect(outcome).toMatchObject({
      status: 'partial',
      requested: 2,
      revoked: 1,
      remaining: 1,
      failure: { code: 'token-of-another-user' },
    });
    expect(isThere(theirs ?? '')).toBe(true);
  });

  it('a refresh that is cut off half-way takes nothing away', async () => {
    testbed.simulator.behave({
      settings: { deviceSerialNumbers: 'hidden' },
      rules: [
        {
          name: 'cut',
          operation: ['list-oath-tokens'],
          skip: 1,
          effect: { kind: 'respond', status: 400 },
        },
      ],
    });
    const before = testbed.requests('list-oath-tokens');
    await eventually('it was cut off', () => testbed.requests('list-oath-tokens') > before + 2);
    const outcome = await testbed.outcomeOf({ data: { userId: known(4).id } });
    expect(outcome).toMatchObject({ status: 'completed', requested: 4, revoked: 4 });
  });
});

describe('sessions, with everything verified', () => {
  withSettings('sessions', { REVOKE_USER_SESSIONS: 'true', VERIFY: 'always' });

  it('of a leaver are ended but for expired ones, newer ones too, page by page, and looked for again', async () => {
    testbed.simulator.behave({ settings: { pageSize: 2 } });
    const user = aUser({
      sessions: [
        ...Array.from({ length: 5 }, () => ({ createdAt: ago(2 * HOUR) })),
        { createdAt: ago(3 * HOUR), expiresAt: ago(HOUR) },
        { createdAt: ago(HOUR / 2) },
      ],
    });
    const outcome = await testbed.outcomeOf({ data: { userId: user.id, occurredAt: ago(HOUR) } });
    const verified = { at: expect.any(String), gone: 6, remaining: 0 };
    expect(stepOf(outcome, 'user-sessions')).toEqual({
      kind: 'user-sessions',
      status: 'done',
      ended: 6,
      certainty: 'confirmed',
      verified,
    });
    const expected = user.sessions.toSpliced(5, 1).map(({ id }) => id);
    expect(endedSessions(user.id).toSorted()).toEqual(expected.toSorted());
  });

  it('are not said to have ended where PingOne says so and still shows them', async () => {
    const user = aUser({ sessions: 2 });
    testbed.simulator.behave({
      // Both in two rounds, and in the last round one of them.
      rules: [{ operation: ['delete-session'], times: 5, effect: { kind: 'respond', status: 404 } }],
    });
    const outcome = await testbed.outcomeOf({ data: { userId: user.id } });
    expect(stepOf(outcome, 'user-sessions')).toMatchObject({
      status: 'partial',
      ended: 1,
      verified: { gone: 1, remaining: 1 },
      failure: { code: 'outcome-unknown' },
    });
  });

  it('of a user who was deleted are not known to have ended', async () => {
    const user = aUser({ sessions: 1 });
    testbed.simulator.deleteUser(user.id);
    const outcome = await testbed.outcomeOf({ data: { userId: user.id } });
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'user-not-found' } });
    expect(stepOf(outcome, 'user-sessions')).toMatchObject({ status: 'failed', ended: null });
  });

  it('are ended by their id alone, whichever user the event names', async () => {
    const user = aUser({ sessions: 1 });
    const [session] = user.sessions;
    const data = { sessionId: session?.id, userId: randomUUID() };
    const outcome = await testbed.outcomeOf({ topic: 'sessionTerminated', data });
    expect(outcome).toMatchObject({ status: 'completed', steps: [{ kind: 'session', status: 'done' }] });
    expect(stepOf(outcome, 'session')).toMatchObject({ verified: { gone: 1, remaining: 0 } });
    expect(endedSessions(user.id)).toEqual([session?.id]);
  });

  it('that PingOne does not know are session-not-found, not success', async () => {
    const outcome = await testbed.outcomeOf({
      topic: 'sessionTerminated',
      data: { sessionId: randomUUID() },
    });
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'session-not-found' } });
    expect(stepOf(outcome, 'session')).not.toHaveProperty('verified');
  });

  it('end after the tokens of a leaver were read back, and the outcome says when', async () => {
    const outcome = await testbed.outcomeOf({ data: { userId: aUser().id } });
    expect(oathStep(outcome)).toMatchObject({
      status: 'done',
      revoked: 2,
      countedBy: 'job',
      verified: { at: expect.any(String), gone: 2, remaining: 0 },
    });
  });

  it('and tokens that PingOne still shows although it counted them are brought together', async () => {
    // To the first read-back, and no longer, however slow it is.
    testbed.simulator.behave({ settings: { deletedTokensShownReads: 1 } });
    const user = aUser({ oathTokens: 3 });
    const outcome = await testbed.outcomeOf({ data: { userId: user.id } });
    expect(oathStep(outcome)).toMatchObject({
      status: 'done',
      revoked: 3,
      gone: 3,
      countedBy: 'inferred',
      jobIds: { length: 2 },
    });
  });
});

describe('policy that forbids to look', () => {
  withSettings('never', { VERIFY: 'never' });

  it('leaves unknown what PingOne did not count, and says so', async () => {
    const { unpairedOathTokens } = testbed.simulator.seed({ unpairedOathTokens: 2 });
    const oathTokenIds = [...unpairedOathTokens.map(({ id }) => id), randomUUID()];
    const outcome = await testbed.outcomeOf({ data: { userId: randomUUID(), oathTokenIds } });
    expect(oathStep(outcome)).toMatchObject({
      status: 'partial',
      requested: 3,
      revoked: 2,
      gone: 2,
      unknown: 1,
      failure: { code: 'outcome-unknown' },
    });
    expect(testbed.requests('read-oath-token')).toBe(0);
  });
});
