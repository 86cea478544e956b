import { afterEach, describe, expect, it } from '@jest/globals';
import type { Revocation } from '#libs/revocation';
import { scopeName } from '#libs/pingone';
import { eventually } from '../../testbed/src/eventually.js';
import { fakeLane } from '../test/fake-lane.js';
import { fakePingOne } from '../test/fake-pingone.js';
import {
  aPolicy,
  aRevocation,
  aToken,
  ENVIRONMENT,
  ONE,
  outcome,
  submits,
  TWO,
  Works,
} from '../test/fixture.js';

const ENDED = { eventType: 'session.terminated' } as const;
const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

describe('OATH tokens', () => {
  it('of several events that are ready go into one job, and each event gets its own verdict', async () => {
    const pingone = fakePingOne(['a', 'b', 'c']);
    const lane = await works.carryOut(pingone, [
      aRevocation(ONE, { oathTokenIds: ['a', 'b'] }),
      aRevocation(TWO, { oathTokenIds: ['c'] }),
    ]);
    expect(pingone.jobs).toEqual([['a', 'b', 'c']]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 2 });
    expect(outcome(lane, TWO)).toMatchObject({ status: 'completed', revoked: 1 });
    expect(pingone.requests).toHaveLength(2);
  });

  it('beyond the maximum of a job go into the next one', async () => {
    const pingone = fakePingOne(['a', 'b', 'c', 'd', 'e', 'f']);
    await works.carryOut(pingone, [
      aRevocation(ONE, { oathTokenIds: ['a', 'b', 'c'] }),
      aRevocation(TWO, { oathTokenIds: ['d', 'e', 'f'] }),
    ]);
    expect(pingone.jobs).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
  });

  it('are submitted only when "about to submit" is durable', async () => {
    const pingone = fakePingOne(['a']);
    const lane = fakeLane();
    const work = works.start(pingone);
    let durable: readonly string[] = [];
    pingone.onRequest = (request) => {
      durable = request.startsWith('submit') ? [...lane.history] : durable;
    };
    work.begin(lane, new Map(), undefined);
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('settled', () => lane.settled.size === 1);
    expect(durable).toContain(`save ${ONE} skipped,submitting`);
  });

  it('that were open when the ledger lost data are answered as a revision that says so', async () => {
    const work = works.start(fakePingOne(['a']));
    const lane = fakeLane();
    const mark = { acceptedAt: '2026-03-02T17:45:00.000Z', revision: 3 };
    const restored = work.afterLoss(aRevocation(ONE, { oathTokenIds: ['a'] }), mark);
    work.begin(lane, new Map([[ONE, restored]]), undefined);
    await eventually('settled', () => lane.settled.size === 1);
    expect(outcome(lane, ONE)).toMatchObject({
      revision: 3,
      mayRepeat: { because: 'ledger-lost-data', acceptedAt: mark.acceptedAt },
    });
  });

  it('are reported once when two events name the same', async () => {
    const pingone = fakePingOne(['a', 'b']);
    const lane = await works.carryOut(pingone, [
      aRevocation(ONE, { oathTokenIds: ['a', 'b'] }),
      aRevocation(TWO, { oathTokenIds: ['a'] }),
    ]);
    expect(outcome(lane, ONE)).toMatchObject({ revoked: 2 });
    expect(outcome(lane, TWO)).toMatchObject({ status: 'completed', revoked: null, requested: 1 });
    expect(outcome(lane, TWO).steps.at(-1)).toMatchObject({ gone: 1, countUnknownBecause: 'gone-before' });
  });

  it('of a failed job are told apart: the bad one costs only itself', async () => {
    const pingone = fakePingOne(['a', 'b']);
    pingone.fates.push('failed', 'failed');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { oathTokenIds: ['a', 'b'] })]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 2 });
    expect(pingone.jobs).toEqual([['a', 'b'], ['a', 'b'], ['a'], ['b']]);
  });

  it('whose submit PingOne did not take for an outage are submitted again', async () => {
    const pingone = fakePingOne(['a']);
    pingone.fates.push('wait', 'wait');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { oathTokenIds: ['a'] })]);
    expect(submits(pingone)).toHaveLength(3);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 1 });
  });

  it('whose submit got no answer are read back first, never submitted blindly', async () => {
    const pingone = fakePingOne(['a', 'b']);
    pingone.fates.push('no-answer');
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { oathTokenIds: ['a', 'b'] })]);
    expect(submits(pingone)).toHaveLength(1);
    // Nothing has shown that they were there: the event names them.
    expect(outcome(lane, ONE).steps.at(-1)).toMatchObject({
      gone: 2,
      revoked: null,
      countUnknownBecause: 'answer-lost',
    });
  });

  it('are not submitted while membership of the group is not proved fresh', async () => {
    const pingone = fakePingOne(['a']);
    const lane = fakeLane();
    lane.membership = 'stale';
    const work = works.start(pingone);
    work.begin(lane, new Map(), undefined);
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('put back', () => lane.history.some((entry) => entry.endsWith('ready')));
    expect(pingone.requests).toEqual([]);
    lane.membership = 'fresh';
    await eventually('settled', () => lane.settled.size === 1);
    expect(submits(pingone)).toHaveLength(1);
  });
});

describe('a new owner of a lane', () => {
  it('infers what the owner before did without learning the answer', async () => {
    const pingone = fakePingOne(['a']);
    const before = fakeLane();
    const dying = works.start(pingone);
    pingone.onRequest = (request) => {
      if (request.startsWith('submit')) {
        before.lose();
        dying.stop();
      }
    };
    dying.begin(before, new Map(), undefined);
    dying.accept(before, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('submitted', () => pingone.jobs.length === 1);
    pingone.onRequest = () => undefined;
    const after = fakeLane();
    works.start(pingone).begin(after, before.ledger, undefined);
    await eventually('settled', () => after.settled.size === 1);
    expect(submits(pingone)).toHaveLength(1);
    expect(outcome(after, ONE).steps.at(-1)).toMatchObject({
      gone: 1,
      countedBy: 'inferred',
      countUnknownBecause: 'answer-lost',
    });
  });

  it('goes on polling a job that the owner before submitted', async () => {
    const pingone = fakePingOne(['a']);
    const before = fakeLane();
    const dying = works.start(pingone);
    pingone.onRequest = (request) => {
      if (request.startsWith('read-oath-job')) {
        before.lose();
        dying.stop();
      }
    };
    dying.begin(before, new Map(), undefined);
    dying.accept(before, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('polled', () => pingone.requests.length === 2);
    pingone.onRequest = () => undefined;
    const after = fakeLane();
    works.start(pingone).begin(after, before.ledger, undefined);
    await eventually('settled', () => after.settled.size === 1);
    expect(outcome(after, ONE)).toMatchObject({ status: 'completed', revoked: 1 });
    expect(before.settled.size).toBe(0);
  });
});

describe('OAuth tokens', () => {
  it('are revoked with the token in clear, which no ledger entry ever held', async () => {
    const pingone = fakePingOne();
    const lane = fakeLane();
    const entries: string[] = [];
    const watched = {
      ...lane,
      save: (id: string, entry: Revocation) => {
        entries.push(JSON.stringify(entry));
        return lane.save(id, entry);
      },
    };
    const work = works.start(pingone);
    work.begin(watched, new Map(), undefined);
    work.accept(watched, ONE, aRevocation(ONE, { event: ENDED, tokens: [aToken('canary-token')] }));
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.requests).toEqual(['revoke-token app canary-token']);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.join() + JSON.stringify(lane.settled.get(ONE))).not.toContain('canary-token');
  });

  it('of an application whose credentials stay refused fail after the deadline, and stop no other application', async () => {
    const pingone = fakePingOne();
    pingone.applications.add('other');
    pingone.refused.add('app');
    const lane = await works.carryOut(pingone, [
      aRevocation(ONE, { event: ENDED, tokens: [aToken('t1')] }),
      aRevocation(TWO, { event: ENDED, tokens: [aToken('t2', 'other')] }),
    ]);
    expect(outcome(lane, TWO)).toMatchObject({ status: 'completed' });
    expect(outcome(lane, ONE)).toMatchObject({
      status: 'failed',
      failure: { code: 'application-credentials-refused' },
    });
  });

  it.each([
    ['passes in an outage', { reason: 'unavailable', forMs: 600_000 }],
    ['seems to have passed, as the clock was set forward', { reason: 'credentials-refused', forMs: 10 }],
  ] as const)('whose deadline for refused credentials %s wait on', async (_, closed) => {
    const pingone = fakePingOne();
    pingone.refused.add('app');
    let isRefused = false;
    pingone.onRequest = () => {
      isRefused = true;
    };
    const scope = scopeName({ operation: 'revoke-token', environmentId: ENVIRONMENT, clientId: 'app' });
    const gate: typeof pingone.gate = {
      ...pingone.gate,
      acquire: async (request) => {
        if (isRefused && request.until !== undefined) {
          return undefined;
        }
        if (isRefused) {
          pingone.refused.clear();
        }
        return pingone.gate.acquire(request);
      },
      scopes: () => [{ scope, state: 'closed', since: '', ...closed }],
    };
    const policy = aPolicy({ credentialsDeadlineMs: 300_000 });
    const revocation = aRevocation(ONE, { event: ENDED, tokens: [aToken('t1')] });
    const lane = await works.carryOut({ ...pingone, gate }, [revocation], policy);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed' });
  });

  it('of an application without credentials fail, naming the setting', async () => {
    const lane = await works.carryOut(fakePingOne(), [
      aRevocation(ONE, { event: ENDED, tokens: [aToken('t', 'stranger')] }),
    ]);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'failed', failure: { code: 'application-unknown' } });
  });

  it('without an answer are tried again, and "unsupported" then counts as done by inference', async () => {
    const pingone = fakePingOne();
    const evidence = { operation: 'revoke-token', at: '2026-01-01T00:00:00.000Z', transactionId: ONE };
    pingone.revocations.push(
      { kind: 'unknown-outcome', evidence },
      { kind: 'ok', value: 'unsupported', evidence },
    );
    const lane = await works.carryOut(pingone, [aRevocation(ONE, { event: ENDED, tokens: [aToken('t')] })]);
    expect(outcome(lane, ONE).steps).toMatchObject([{ status: 'done', certainty: 'inferred' }]);
  });
});

describe('while membership of the group is not proved fresh', () => {
  it.each([
    ['a token', { event: ENDED, tokens: [aToken('t')] }, 'revoke-token'],
    ['a session', { event: { ...ENDED, sessionId: 'sid' } }, 'end-session'],
    ['all sessions of a user', { event: { userId: 'user', cause: 'leave' } }, 'end-user-session'],
  ])('%s waits without a call and without a write each round', async (_, asked, operation) => {
    const pingone = fakePingOne();
    const policy = aPolicy({ userSessions: 'end' });
    pingone.sessions.set('user', [{ id: 'sid' }]);
    const lane = fakeLane();
    lane.membership = 'stale';
    let asks = 0;
    const stale = { ...lane, mayAct: () => (asks++, lane.membership === 'fresh') };
    const work = works.start(pingone, policy);
    work.begin(stale, new Map(), undefined);
    work.accept(stale, ONE, aRevocation(ONE, asked, policy));
    await eventually('it was asked for twice', () => asks >= 2);
    expect(lane.history.length).toBeLessThanOrEqual(1);
    expect(pingone.requests.some((request) => request.startsWith(operation))).toBe(false);
    lane.membership = 'fresh';
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.requests.filter((request) => request.startsWith(`${operation} `))).toHaveLength(1);
  });
});

describe('a lane that is lost', () => {
  it('has nothing more done for it', async () => {
    const pingone = fakePingOne(['a', 'b']);
    const lane = fakeLane();
    const work = works.start(pingone);
    work.begin(lane, new Map(), undefined);
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    lane.lose();
    work.end(lane);
    const other = fakeLane(1);
    work.begin(other, new Map(), undefined);
    work.accept(other, TWO, aRevocation(TWO, { oathTokenIds: ['b'] }));
    await eventually('the other lane goes on', () => other.settled.size === 1);
    expect(pingone.jobs).toEqual([['b']]);
  });
});

describe('the budget of the fleet', () => {
  it('is shared by the lanes that are held: a new instance takes its part, a lost lane gives it back', () => {
    const pingone = fakePingOne();
    const work = works.start(pingone);
    const shares = [0, 1, 2].map((lane) => {
      work.begin(fakeLane(lane), new Map(), undefined);
      return pingone.gate.share;
    });
    expect(shares).toEqual([0.25, 0.5, 0.75]);
    [0, 1, 2].forEach((lane) => work.end(fakeLane(lane)));
    expect(pingone.gate.share).toBe(0);
  });
});

describe('an operator', () => {
  const command = { id: 'c', kind: 'cancel', at: '2026-01-01T00:00:00.000Z', work: ONE };

  it('cancels what has not been sent yet', async () => {
    const pingone = fakePingOne(['a']);
    const lane = fakeLane();
    lane.membership = 'stale';
    const work = works.start(pingone);
    work.begin(lane, new Map(), undefined);
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('put back', () => lane.history.some((entry) => entry.endsWith('ready')));
    work.command(lane, command);
    await eventually('settled', () => lane.settled.size === 1);
    lane.membership = 'fresh';
    expect(outcome(lane, ONE)).toMatchObject({
      status: 'failed',
      remaining: 1,
      failure: { code: 'cancelled-by-operator' },
      steps: [{}, { kind: 'oath-tokens', status: 'rejected' }],
    });
    expect(pingone.jobs).toEqual([]);
  });

  it('does not cancel what is under way: the outcome says what it came to', async () => {
    const pingone = fakePingOne(['a']);
    const lane = fakeLane();
    const work = works.start(pingone);
    work.begin(lane, new Map(), undefined);
    pingone.onRequest = (request) => {
      if (request.startsWith('submit')) {
        work.command(lane, command);
      }
    };
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('settled', () => lane.settled.size === 1);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', revoked: 1 });
  });

  it('stops everything, and lets it go on', async () => {
    const pingone = fakePingOne(['a']);
    const lane = fakeLane();
    const work = works.start(pingone);
    work.begin(lane, new Map(), undefined);
    lane.membership = 'stale';
    work.pause(lane);
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    work.pause(lane);
    await eventually('nothing is under way', () =>
      lane.history.every((entry) => !entry.startsWith('settle')),
    );
    expect(pingone.requests).toEqual([]);
    lane.membership = 'fresh';
    work.resume(lane);
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.jobs).toEqual([['a']]);
  });
});
