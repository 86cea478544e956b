import { afterEach, describe, expect, it } from '@jest/globals';
import { fakePingOne, type FakePingOne } from '../test/fake-pingone.js';
import { aPolicy, aRevocation, ONE, outcome, Works } from '../test/fixture.js';

const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

const HOUR = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const policy = aPolicy({ userSessions: 'end' });
const replay = { id: 'r', requestedAt: ago(0), revision: 2 };

function aUserWith(...serials: readonly string[]): FakePingOne {
  const pingone = fakePingOne(serials);
  pingone.users.set('ada', ['u1']);
  pingone.devices.set('u1', serials);
  pingone.sessions.set('u1', []);
  return pingone;
}

async function outcomeOf(
  pingone: FakePingOne,
  asked: Parameters<typeof aRevocation>[1],
): Promise<ReturnType<typeof outcome>> {
  const lane = await works.carryOut(pingone, [aRevocation(ONE, asked, policy)], policy);
  return outcome(lane, ONE);
}

describe('a user who signs in while sessions are ended', () => {
  const event = { userId: 'u1' };

  /** As often as this, after each session that is ended. */
  const signingIn = (times: number): FakePingOne => {
    const pingone = aUserWith();
    pingone.sessions.get('u1')?.push({ id: 's0' });
    let next = 1;
    pingone.onRequest = (request) => {
      if (request.startsWith('end-user-session') && next <= times) {
        pingone.sessions.get('u1')?.push({ id: `s${next}`, createdAt: ago(0) });
        next += 1;
      }
    };
    return pingone;
  };

  it('once is signed out again before the outcome', async () => {
    const pingone = signingIn(1);
    expect((await outcomeOf(pingone, { event })).steps[0]).toMatchObject({
      status: 'done',
      ended: 2,
      verified: { gone: 2, remaining: 0 },
    });
    expect(pingone.sessions.get('u1')).toEqual([]);
  });

  it('again and again is left after some rounds, and the outcome says so', async () => {
    const pingone = signingIn(Infinity);
    expect(await outcomeOf(pingone, { event })).toMatchObject({
      status: 'partial',
      failure: { code: 'access-left' },
      steps: [{ status: 'partial', left: 1, leftBecause: 'signed-in-again' }, { status: 'done' }],
    });
  });
});

describe('an account that is looked up', () => {
  const event = { username: 'ada', occurredAt: ago(HOUR) };

  it('that was made after the event keeps what it has, and costs no further call', async () => {
    const pingone = aUserWith('S1');
    pingone.accounts.set('u1', { createdAt: ago(HOUR / 2), enabled: true });
    pingone.sessions.get('u1')?.push({ id: 's1' });
    expect(await outcomeOf(pingone, { event })).toMatchObject({
      status: 'partial',
      remaining: 1,
      steps: [
        { left: 1, leftBecause: 'newer-account' },
        { left: 1, leftBecause: 'newer-account' },
      ],
      warnings: [{ code: 'user-enabled' }],
    });
    expect(pingone.requests).toEqual([
      'find-users ada',
      'list-sessions u1',
      'list-devices u1',
      'find-oath-token S1',
    ]);
    expect([...pingone.existing]).toEqual(['S1']);
  });

  it('that is disabled is no warning', async () => {
    const pingone = aUserWith();
    pingone.accounts.set('u1', { createdAt: ago(9 * HOUR), enabled: false });
    const answer = await outcomeOf(pingone, { event });
    expect(answer).toMatchObject({ status: 'completed' });
    expect(answer).not.toHaveProperty('warnings');
  });
});

describe('an old token that was paired anew', () => {
  const event = { userId: 'u1', occurredAt: ago(HOUR) };

  it('is as old as its pairing for an event that comes late', async () => {
    const pingone = aUserWith('OLD', 'NEW', 'UNDATED');
    pingone.pairedAt.set('OLD', ago(2 * HOUR)).set('NEW', ago(HOUR / 2));
    expect(await outcomeOf(pingone, { event, replay })).toMatchObject({
      status: 'partial',
      requested: 3,
      revoked: 2,
      remaining: 1,
      steps: [{}, { left: 1, leftBecause: 'late-event' }],
    });
    expect(pingone.jobs).toEqual([['OLD', 'UNDATED']]);
  });

  it('is revoked by an event in time', async () => {
    const pingone = aUserWith('NEW');
    pingone.pairedAt.set('NEW', ago(HOUR / 2));
    expect(await outcomeOf(pingone, { event })).toMatchObject({ status: 'completed', revoked: 1 });
  });
});
