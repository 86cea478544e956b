import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type SeededUser, type SeedRequest, Testbed } from '#libs/testbed';
import { commandLine } from '../apps/revokerctl/test/command-line.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

let testbed: Testbed;
beforeAll(async () => {
  testbed = await Testbed.start('left', { LANES: '2', REVOKE_USER_SESSIONS: 'true' });
});
afterAll(() => testbed[Symbol.asyncDispose]());
afterEach(() => testbed.simulator.resetBehaviour());

/** With a token and a session from before the event, and one each from after it. */
function aUser(seed: NonNullable<Exclude<SeedRequest['users'], number>>[number] = {}): SeededUser {
  const [user] = testbed.simulator.seed({
    users: [
      {
        externalId: randomUUID(),
        createdAt: ago(9 * DAY),
        oathTokens: [{ createdAt: ago(8 * DAY) }, { createdAt: ago(8 * DAY), pairedAt: ago(HOUR) }],
        sessions: [{ createdAt: ago(8 * DAY) }, { createdAt: ago(HOUR) }],
        ...seed,
      },
    ],
  }).users;
  if (!user) {
    throw new Error('no user was made');
  }
  return user;
}

/** Whether each of the sessions, and each of the tokens, is still there. */
const alive = ({ sessions, oathTokens }: SeededUser): readonly (readonly boolean[])[] => {
  const ended = testbed.simulator.state.endedSessions();
  const deleted = testbed.simulator.state.deletions();
  return [
    sessions.map(({ id }) => !ended.some(({ sessionId }) => sessionId === id)),
    oathTokens.map(({ id }) => !deleted.some(({ tokenId }) => tokenId === id)),
  ];
};
const NOTHING = [
  [false, false],
  [false, false],
];
const THE_NEWER = [
  [false, true],
  [false, true],
];
/** It occurred before what is newer was made. */
const occurredAt = ago(2 * DAY);
const late = { publishedAt: Date.now() - 2 * DAY };

async function left(reason: string): Promise<number> {
  const page = await testbed.service.metrics();
  const found = new RegExp(`^revocation_left_total\\{[^}]*reason="${reason}"[^}]*\\} (\\d+)$`, 'm').exec(
    page,
  );
  return Number(found?.[1] ?? 0);
}

describe('what is newer than an event', () => {
  it('is ended by an event in time, however old the fact', async () => {
    const user = aUser();
    const outcome = await testbed.outcomeOf({ data: { userId: user.id, occurredAt } });
    expect(outcome).toMatchObject({
      status: 'completed',
      revoked: 2,
      remaining: 0,
      steps: [{ status: 'done', ended: 2, verified: { gone: 2, remaining: 0 } }, { status: 'done' }],
    });
    expect(alive(user)).toEqual(NOTHING);
  });

  it('is left by an event that comes late, and said; everything is ended when an operator wants it', async () => {
    const user = aUser();
    const before = await left('late-event');
    const outcome = await testbed.outcomeOf({ ...late, data: { userId: user.id, occurredAt } });
    const step = { status: 'partial', left: 1, leftBecause: 'late-event' };
    expect(outcome).toMatchObject({
      status: 'partial',
      requested: 2,
      revoked: 1,
      remaining: 1,
      failure: { code: 'access-left', retryable: true },
      steps: [
        { ...step, ended: 1, verified: { gone: 1, remaining: 1 } },
        { ...step, gone: 1, remaining: 1 },
      ],
    });
    expect(alive(user)).toEqual(THE_NEWER);
    expect(await left('late-event')).toBe(before + 2);

    const circumstances = { env: testbed.environment, now: Date.now };
    const ctl = (...args: readonly string[]): ReturnType<typeof commandLine> =>
      commandLine([...args, '--by', 'ada', '--json'], circumstances);
    const again = await ctl('retry', outcome.revocationId);
    expect(again).toMatchObject({ code: 1, json: [{ revision: 2, status: 'partial', remaining: 1 }] });
    expect(alive(user)).toEqual(THE_NEWER);

    const everything = await ctl('retry', outcome.revocationId, '--everything');
    expect(everything).toMatchObject({
      code: 0,
      json: [{ revision: 3, status: 'completed', revoked: 1, remaining: 0, replay: { everything: true } }],
    });
    expect(alive(user)).toEqual(NOTHING);
  });

  it('is ended by a compromise, however late', async () => {
    const user = aUser();
    const data = { userId: user.id, occurredAt, cause: 'compromise' };
    expect(await testbed.outcomeOf({ ...late, data })).toMatchObject({ status: 'completed', revoked: 2 });
    expect(alive(user)).toEqual(NOTHING);
  });

  it('is everything that an account made since has, and is left and said', async () => {
    const user = aUser({ createdAt: ago(DAY) });
    const outcome = await testbed.outcomeOf({ data: { externalId: user.externalId, occurredAt } });
    const step = { status: 'partial', left: 2, leftBecause: 'newer-account' };
    expect(outcome).toMatchObject({ status: 'partial', revoked: 0, remaining: 2, steps: [step, step] });
    expect(alive(user)).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});

describe('a user who can still sign in', () => {
  it('and does so during the work is signed out again', async () => {
    testbed.simulator.behave({ settings: { signsInAgain: 2 } });
    const user = aUser({ sessions: 1 });
    const outcome = await testbed.outcomeOf({ data: { externalId: user.externalId } });
    expect(outcome).toMatchObject({
      status: 'completed',
      steps: [{ kind: 'user-sessions', status: 'done', ended: 3, verified: { gone: 3, remaining: 0 } }, {}],
      warnings: [{ code: 'user-enabled' }],
    });
    expect(testbed.simulator.state.sessions().filter(({ userId }) => userId === user.id)).toEqual([]);
  });

  it('and does so again and again is left, and said', async () => {
    testbed.simulator.behave({ settings: { signsInAgain: 100 } });
    const user = aUser({ sessions: 1 });
    const before = await left('signed-in-again');
    const outcome = await testbed.outcomeOf({ data: { userId: user.id } });
    expect(outcome).toMatchObject({
      status: 'partial',
      failure: { code: 'access-left' },
      steps: [{ status: 'partial', ended: 3, left: 1, leftBecause: 'signed-in-again' }, { status: 'done' }],
    });
    expect(await left('signed-in-again')).toBe(before + 1);
  });

  it('is signed out for good once disabled', async () => {
    testbed.simulator.behave({ settings: { signsInAgain: 100 } });
    const user = aUser({ sessions: 1, enabled: false });
    const outcome = await testbed.outcomeOf({ data: { externalId: user.externalId } });
    expect(outcome).toMatchObject({ status: 'completed', steps: [{ ended: 1 }, {}] });
    expect(outcome).not.toHaveProperty('warnings');
  });
});
