import { afterEach, describe, expect, it } from '@jest/globals';
import type { OathToken } from '#libs/pingone';
import { fakeLane, type FakeLane } from '../test/fake-lane.js';
import { fakePingOne, type FakePingOne } from '../test/fake-pingone.js';
import { aPolicy, aRevocation, aToken, ONE, outcome, submits, Works } from '../test/fixture.js';
import { eventually } from '../../testbed/src/eventually.js';
import type { TokenIndex } from './lookups/oath-token-index.js';

const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

const indexOf = (...tokens: readonly OathToken[]): TokenIndex => ({
  state: async () => 'ready',
  token: (_, id) => tokens.find((token) => token.id === id),
  tokenWith: (_, serial) => tokens.find(({ serialNumber }) => serialNumber === serial),
  tokensOf: (_, userId) => tokens.filter(({ userIds }) => userIds.includes(userId)),
});

const aUserWith = (...serials: readonly (string | null)[]): FakePingOne => {
  const pingone = fakePingOne(serials.filter((serial) => serial !== null));
  pingone.users.set('ada', ['u1']);
  pingone.devices.set('u1', serials);
  return pingone;
};

describe('OATH tokens of a user', () => {
  it('are found by username, device and serial number, and revoked', async () => {
    const pingone = aUserWith('S1', 'S2');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event: { username: 'ada' } })]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', userId: 'u1', requested: 2, revoked: 2 });
    expect(pingone.requests.slice(0, 4)).toEqual([
      'find-users ada',
      'list-devices u1',
      'find-oath-token S1',
      'find-oath-token S2',
    ]);
  });

  it('who has none are completed with 0 requested', async () => {
    const lane = await works.carryOut(aUserWith(), [aRevocation(ONE, { event: { userId: 'u1' } })]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', requested: 0, revoked: 0, remaining: 0 });
  });

  it('of two devices with one serial number are revoked once, and a device without a token is gone', async () => {
    const pingone = aUserWith('S1', 'S1', 'S2');
    pingone.existing.delete('S2');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event: { userId: 'u1' } })]);
    expect(pingone.jobs).toEqual([['S1']]);
    expect(outcome(lane, ONE).steps.at(-1)).toMatchObject({ requested: 2, gone: 2, revoked: 1 });
  });

  it('need no call for each serial number where the index knows them', async () => {
    const pingone = aUserWith('S1');
    const index = indexOf({ id: 'S1', serialNumber: 'S1', userIds: ['u1'] });
    await works.carryOut(pingone, [aRevocation(ONE, { event: { userId: 'u1' } })], aPolicy(), index);
    expect(pingone.requests).not.toContain('find-oath-token S1');
    expect(pingone.jobs).toEqual([['S1']]);
  });

  it.each([
    ['that PingOne does not know', 'nobody', 'user-not-found'],
    ['that PingOne knows twice', 'twins', 'user-ambiguous'],
  ])('%s fail with what is the matter', async (_, username, code) => {
    const pingone = fakePingOne();
    pingone.users.set('twins', ['u1', 'u2']);
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event: { username } })]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'failed', requested: null, failure: { code } });
    expect(pingone.jobs).toEqual([]);
  });

  it('who is deleted already are resolved by the index, and are not found without it', async () => {
    const event = { userId: 'deleted' };
    const without = await works.carryOut(fakePingOne(['t1']), [aRevocation(ONE, { event })]);
    expect(outcome(without, ONE)).toMatchObject({ status: 'failed', failure: { code: 'user-not-found' } });
    const index = indexOf({ id: 't1', userIds: ['deleted'] });
    const lane = await works.carryOut(fakePingOne(['t1']), [aRevocation(ONE, { event })], aPolicy(), index);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', requested: 1, revoked: 1 });
  });

  it.each(['list-devices', 'list-sessions'] as const)(
    'who is said not to be there by a gateway’s 404 to %s are not taken for deleted, whatever the index knows',
    async (operation) => {
      const pingone = aUserWith('t1');
      pingone.sessions.set('u1', [{ id: 's1' }]);
      const evidence = { operation, at: new Date().toISOString(), transactionId: ONE };
      // What something in between kept refusing, while it let others pass.
      pingone.answers[operation] = async () => ({
        kind: 'rejected',
        httpStatus: 404,
        message: 'kept refusing',
        evidence,
      });
      const index = indexOf({ id: 't1', userIds: ['u1'] });
      const policy = aPolicy({ userSessions: 'end' });
      const revocation = aRevocation(ONE, { event: { userId: 'u1' } }, policy);
      const lane = await works.carryOut(pingone, [revocation], policy, index);
      expect(outcome(lane, ONE)).toMatchObject({
        status: 'partial',
        failure: { code: 'request-rejected', message: 'kept refusing', httpStatus: 404 },
      });
    },
  );

  it('whose device shows no serial number are found by the index, and are not guessed without it', async () => {
    const event = { userId: 'u1' };
    const without = await works.carryOut(aUserWith(null), [aRevocation(ONE, { event })]);
    expect(outcome(without, ONE)).toMatchObject({ status: 'failed', failure: { code: 'outcome-unknown' } });
    const pingone = aUserWith(null);
    pingone.existing.add('t1');
    const index = indexOf({ id: 't1', userIds: ['u1'] });
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event })], aPolicy(), index);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 1 });
  });

  it('that are paired with another user are left alone where owners are checked', async () => {
    const pingone = fakePingOne(['mine', 'theirs', 'nobodys']);
    const index = indexOf({ id: 'mine', userIds: ['u1'] }, { id: 'theirs', userIds: ['u2'] });
    const policy = aPolicy({ tokenOwners: 'check' });
    const asked = { event: { userId: 'u1' }, oathTokenIds: ['mine', 'theirs', 'nobodys'] };
    const lane = await works.carryOut(pingone, [aRevocation(ONE, asked, policy)], policy, index);
    expect(pingone.jobs).toEqual([['mine', 'nobodys']]);
    expect(outcome(lane, ONE)).toMatchObject({
      status: 'partial',
      requested: 3,
      revoked: 2,
      remaining: 1,
      failure: { code: 'token-of-another-user' },
    });
  });

  it.each([
    ['of a user', { event: { userId: 'u1' } }],
    ['named by serial number', { serialNumbers: ['S1'] }],
  ])('%s are never taken for gone because PingOne refused to look for them', async (_, asked) => {
    const pingone = aUserWith('S1');
    pingone.unaskable.add('S1');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, asked)]);
    expect(outcome(lane, ONE)).toMatchObject({
      status: 'failed',
      requested: null,
      failure: { code: 'request-rejected', httpStatus: 400 },
    });
  });

  it('named by serial numbers count those that PingOne does not know as gone, not as revoked', async () => {
    const lane = await works.carryOut(fakePingOne(['S1']), [
      aRevocation(ONE, { serialNumbers: ['S1', 'S2'] }),
    ]);
    expect(outcome(lane, ONE).steps.at(-1)).toMatchObject({
      status: 'done',
      requested: 2,
      gone: 2,
      revoked: 1,
    });
  });
});

describe('an index that has not been built', () => {
  const policy = aPolicy({ tokenOwners: 'check' });

  /** Knows nothing until it is told to. */
  const building = (): {
    index: TokenIndex;
    asked: () => number;
    end: (state: 'ready' | 'refused') => void;
  } => {
    const known = indexOf({ id: 'mine', userIds: ['u1'] }, { id: 'theirs', userIds: ['u2'] });
    const { promise, resolve } = Promise.withResolvers<'ready' | 'refused'>();
    let asked = 0;
    let isReady = false;
    const index: TokenIndex = {
      state: () => {
        asked += 1;
        return promise;
      },
      token: (...of) => (isReady ? known.token(...of) : undefined),
      tokenWith: () => undefined,
      tokensOf: (...of) => (isReady ? known.tokensOf(...of) : []),
    };
    const end = (state: 'ready' | 'refused'): void => {
      isReady = state === 'ready';
      resolve(state);
    };
    return { index, asked: () => asked, end };
  };

  const begun = (
    pingone: FakePingOne,
    index: TokenIndex,
    asked: Parameters<typeof aRevocation>[1],
  ): FakeLane => {
    const lane = fakeLane();
    const work = works.start(pingone, policy, index);
    work.begin(lane, new Map(), undefined);
    work.accept(lane, ONE, aRevocation(ONE, asked, policy));
    return lane;
  };

  it('is waited for before tokens that the event names are touched', async () => {
    const pingone = fakePingOne(['mine', 'theirs']);
    const { index, asked, end } = building();
    const lane = begun(pingone, index, { event: { userId: 'u1' }, oathTokenIds: ['mine', 'theirs'] });
    await eventually('it is asked', () => asked() > 0);
    expect(submits(pingone)).toEqual([]);
    end('ready');
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.jobs).toEqual([['mine']]);
    expect(outcome(lane, ONE)).toMatchObject({ failure: { code: 'token-of-another-user' } });
  });

  it('is waited for before a user whom PingOne does not know is given up', async () => {
    const { index, asked, end } = building();
    const lane = begun(fakePingOne(['mine']), index, { event: { userId: 'u1' } });
    await eventually('it is asked', () => asked() > 0);
    end('ready');
    await eventually('settled', () => lane.settled.size === 1);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 1 });
  });

  it('holds up no user whose devices show the tokens', async () => {
    const { index, asked } = building();
    const lane = begun(aUserWith('S1'), index, { event: { userId: 'u1' } });
    await eventually('settled', () => lane.settled.size === 1);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 1 });
    expect(asked()).toBe(0);
  });

  it('that PingOne refuses to list leaves named tokens alone, and says why', async () => {
    const pingone = fakePingOne(['mine']);
    const { index, end } = building();
    end('refused');
    const lane = begun(pingone, index, { event: { userId: 'u1' }, oathTokenIds: ['mine'] });
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.jobs).toEqual([]);
    expect(outcome(lane, ONE)).toMatchObject({
      status: 'failed',
      failure: { code: 'outcome-unknown', retryable: true },
    });
  });
});

describe('a session', () => {
  const event = { eventType: 'session.terminated', sessionId: 'sid-1' } as const;
  const withSession = (): FakePingOne => {
    const pingone = fakePingOne();
    pingone.sessions.set('u1', [{ id: 'sid-1' }]);
    return pingone;
  };

  it('is ended by its id, after its tokens', async () => {
    const pingone = withSession();
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event, tokens: [aToken('t')] })]);
    expect(pingone.requests).toEqual(['revoke-token app t', 'end-session sid-1']);
    expect(outcome(lane, ONE)).toMatchObject({
      status: 'completed',
      steps: [{}, { kind: 'session', status: 'done' }],
    });
  });

  it('that PingOne does not know is session-not-found, not success', async () => {
    const lane = await works.carryOut(fakePingOne(), [aRevocation(ONE, { event })]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'failed', failure: { code: 'session-not-found' } });
  });

  it('whose end got no answer is ended again, and "not found" then means that it worked', async () => {
    const pingone = withSession();
    pingone.endings.push('no-answer-but-done');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event })]);
    expect(pingone.requests).toEqual(['end-session sid-1', 'end-session sid-1']);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed' });
  });
});

describe('sessions that are verified', () => {
  const policy = aPolicy({ verify: 'always', userSessions: 'end' });
  const verified = { at: expect.any(String), gone: 1, remaining: 0 };

  it('are asked for once more by their id, and "not found" says that they are gone', async () => {
    const pingone = fakePingOne();
    pingone.sessions.set('u1', [{ id: 'sid-1' }]);
    const event = { eventType: 'session.terminated', sessionId: 'sid-1' } as const;
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event }, policy)], policy);
    expect(pingone.requests).toEqual(['end-session sid-1', 'end-session sid-1']);
    expect(outcome(lane, ONE).steps).toEqual([
      { kind: 'session', status: 'done', sessionId: 'sid-1', certainty: 'confirmed', verified },
    ]);
  });

  it('of a user are listed once more', async () => {
    const pingone = aUserWith();
    pingone.sessions.set('u1', [{ id: 's1' }]);
    const lane = await works.carryOut(
      pingone,
      [aRevocation(ONE, { event: { userId: 'u1' } }, policy)],
      policy,
    );
    expect(pingone.requests.filter((request) => request === 'list-sessions u1')).toHaveLength(2);
    expect(outcome(lane, ONE).steps[0]).toEqual({
      kind: 'user-sessions',
      status: 'done',
      ended: 1,
      certainty: 'confirmed',
      verified,
    });
  });
});

describe('all sessions of a user', () => {
  const policy = aPolicy({ userSessions: 'end' });
  const event = { userId: 'u1', occurredAt: new Date().toISOString() };
  const HOUR = 3_600_000;
  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

  it('are ended, newer ones too, but for those that have expired by any clock', async () => {
    const pingone = aUserWith();
    const sessions = [
      { id: 's1', createdAt: ago(HOUR) },
      { id: 's2', expiresAt: ago(HOUR) },
      { id: 's3', expiresAt: ago(policy.clockToleranceMs / 2) },
      { id: 's4', createdAt: ago(-HOUR) },
      { id: 's5', expiresAt: 'tomorrow' },
    ];
    pingone.sessions.set('u1', sessions);
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event }, policy)], policy);
    expect(outcome(lane, ONE).steps[0]).toMatchObject({
      kind: 'user-sessions',
      status: 'done',
      ended: 4,
      verified: { gone: 4, remaining: 0 },
    });
    expect(pingone.sessions.get('u1')?.map(({ id }) => id)).toEqual(['s2']);
  });

  it('are counted honestly when the end of one got no answer', async () => {
    const pingone = aUserWith();
    pingone.sessions.set('u1', [{ id: 's1' }, { id: 's2' }]);
    pingone.endings.push('no-answer-but-done');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event }, policy)], policy);
    expect(outcome(lane, ONE).steps[0]).toMatchObject({ kind: 'user-sessions', status: 'done', ended: 2 });
  });

  it('are taken up by a new owner where the one before left off, and what is gone by then was ours', async () => {
    const pingone = aUserWith();
    pingone.sessions.set('u1', [{ id: 's1' }, { id: 's2' }]);
    const before = fakeLane();
    const dying = works.start(pingone, policy);
    pingone.onRequest = (request) => {
      if (request === 'end-user-session s2') {
        before.lose();
        dying.end(before);
        dying.stop();
      }
    };
    dying.begin(before, new Map(), undefined);
    const revocation = aRevocation(ONE, { event }, policy);
    dying.accept(before, ONE, revocation);
    await eventually('both are ended', () => pingone.sessions.get('u1')?.length === 0);
    pingone.onRequest = () => undefined;
    const after = fakeLane();
    works.start(pingone, policy).begin(after, before.ledger, undefined);
    await eventually('settled', () => after.settled.size === 1);
    expect(outcome(after, ONE).steps[0]).toMatchObject({ kind: 'user-sessions', status: 'done', ended: 2 });
  });
});
