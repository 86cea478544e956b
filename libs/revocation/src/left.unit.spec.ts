import { describe, expect, it } from '@jest/globals';
import { anEvidence, aPolicy, aRequest, aRevocation } from '../test/mother.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import type { Fact } from './actions.js';
import { toOutcome } from './outcome.js';
import type { RevocationRequest } from './plan.js';
import type { Replay, Revocation } from './revocation.js';

const evidence = anEvidence();
const policy = aPolicy({ userSessions: 'end' });
const DAY = 86_400_000;
const OCCURRED = Date.parse('2026-06-01T00:00:00.000Z');
const iso = (time: number): string => new Date(time).toISOString();
const { userId: _, ...nameless } = aRequest().event;
const occurredAt = iso(OCCURRED);
const replay: Replay = { id: 'r', requestedAt: iso(OCCURRED), revision: 2 };

/** Steps: the user, the sessions, the OATH tokens. */
const aLeaver = (more: Partial<RevocationRequest> = {}, event: object = {}): Revocation =>
  aRevocation(
    {
      receivedAt: OCCURRED + DAY / 2,
      publishedAt: OCCURRED,
      ...more,
      event: { ...nameless, username: 'ada', occurredAt, ...event },
    },
    policy,
  );

const play = (state: Revocation, facts: readonly Fact[]): Revocation =>
  facts.reduce((before, fact) => evolve(before, fact, policy), state);
const user = (account?: object): Fact => ({
  step: 0,
  kind: 'user-found',
  userId: 'u',
  ...(account && { account }),
  evidence,
});
const sessions: Fact = {
  step: 1,
  kind: 'sessions-listed',
  sessions: [
    { id: 'old', createdAt: iso(OCCURRED - DAY) },
    { id: 'new', createdAt: iso(OCCURRED + DAY / 4) },
    { id: 'undated' },
  ],
  evidence,
};
const tokens: Fact = {
  step: 2,
  kind: 'oath-tokens-found',
  tokens: sessions.sessions.map((session) => ({ ...session })),
  foreign: 0,
  missing: 0,
  evidence,
};
/** What is to be ended of what was found. */
const due = (state: Revocation): unknown =>
  decide(state, policy).map((action) =>
    action.kind === 'end-user-sessions'
      ? action.sessionIds
      : action.kind === 'submit-oath'
        ? action.group.tokenIds
        : action.kind,
  );
const all = ['old', 'new', 'undated'];
const older = ['old', 'undated'];

describe('what is newer than the event', () => {
  it.each<[string, Revocation]>([
    ['an event in time', aLeaver()],
    ['an event whose record has no time', aRevocation({ event: { ...nameless, username: 'ada' } }, policy)],
    ['a late event with the cause "compromise"', aLeaver({ publishedAt: 1 }, { cause: 'compromise' })],
    ['a replay of everything', aLeaver({ replay: { ...replay, everything: true } })],
  ])('is ended by %s', (_name, start) => {
    expect(due(play(start, [user(), sessions, tokens]))).toEqual([all, all]);
  });

  it.each<[string, Revocation]>([
    ['an event that is read late', aLeaver({ receivedAt: OCCURRED + 2 * DAY })],
    ['a replay', aLeaver({ replay })],
    [
      'a late event that is dated by its record',
      aRevocation(
        {
          event: { ...nameless, username: 'ada' },
          origin: { ...aRequest().origin, publishedAt: OCCURRED },
          publishedAt: OCCURRED,
          receivedAt: OCCURRED + 2 * DAY,
        },
        policy,
      ),
    ],
  ])('is left by %s, but not what is older or of unknown age', (_name, start) => {
    expect(due(play(start, [user(), sessions, tokens]))).toEqual([older, older]);
  });

  it('is all that an account made after the event has, and it is left and said', () => {
    const start = aLeaver();
    const back = user({ createdAt: iso(OCCURRED + DAY / 8) });
    const state = play(start, [back, sessions, tokens]);
    expect(due(state)).toEqual(['settle']);
    expect(toOutcome(state, { completedAt: 1 })).toMatchObject({
      status: 'partial',
      requested: 3,
      revoked: 0,
      remaining: 3,
      failure: { code: 'access-left', retryable: true },
      steps: [
        { kind: 'user-sessions', status: 'partial', ended: 0, left: 3, leftBecause: 'newer-account' },
        {
          kind: 'oath-tokens',
          status: 'partial',
          requested: 3,
          gone: 0,
          remaining: 3,
          left: 3,
          leftBecause: 'newer-account',
        },
      ],
    });
  });

  it('is not what differs by no more than clocks may', () => {
    const { clockToleranceMs } = policy;
    const start = aLeaver({ replay });
    const at = (ms: number): Fact => ({
      ...sessions,
      sessions: [{ id: 's', createdAt: iso(OCCURRED + ms) }],
    });
    expect(due(play(start, [user(), at(clockToleranceMs)]))).toEqual([['s'], 'find-oath-tokens']);
    expect(due(play(start, [user(), at(clockToleranceMs + 1)]))).toEqual(['find-oath-tokens']);
    const young = (ms: number): Fact => user({ createdAt: iso(OCCURRED + ms) });
    expect(due(play(aLeaver(), [young(clockToleranceMs), at(DAY)]))).toEqual([['s'], 'find-oath-tokens']);
    const read = (ms: number): Revocation =>
      aLeaver({ receivedAt: OCCURRED + policy.lateEventMs + clockToleranceMs + ms });
    expect(due(play(read(0), [user(), at(DAY)]))).toEqual([['s'], 'find-oath-tokens']);
    expect(due(play(read(1), [user(), at(DAY)]))).toEqual(['find-oath-tokens']);
  });

  it('is taken all the same where the event names it', () => {
    const start = aRevocation(
      { event: { ...aRequest().event, occurredAt }, serialNumbers: ['S'], replay },
      aPolicy(),
    );
    const named: Fact = { ...tokens, step: 1 };
    expect(due(play(start, [named]))).toEqual([all]);
  });

  it('never goes with "completed" and nothing remaining', () => {
    const state = play(aLeaver({ replay }), [user(), sessions, tokens]);
    const ended: readonly Fact[] = [
      { step: 1, kind: 'sessions-ended', ended: older, missing: [] },
      {
        step: 1,
        kind: 'sessions-verified',
        at: 5,
        sessions: [{ id: 'new', createdAt: iso(OCCURRED + DAY / 4) }],
      },
      { step: 2, kind: 'oath-submitting', batchId: 'b', notAfter: 1 },
      { step: 2, kind: 'oath-submitted', jobId: 'j', jobTotal: 2, at: 1, evidence },
      { step: 2, kind: 'oath-job-done', revoked: 2, evidence },
    ];
    expect(toOutcome(play(state, ended), { completedAt: 1 })).toMatchObject({
      status: 'partial',
      requested: 3,
      revoked: 2,
      remaining: 1,
      failure: { code: 'access-left' },
      steps: [
        {
          status: 'partial',
          ended: 2,
          left: 1,
          leftBecause: 'late-event',
          verified: { gone: 2, remaining: 1 },
        },
        { status: 'partial', revoked: 2, gone: 2, remaining: 1, left: 1, leftBecause: 'late-event' },
      ],
    });
  });
});

describe('an account that PingOne shows as enabled', () => {
  it.each([
    [true, [{ code: 'user-enabled', message: expect.any(String) }]],
    [false, undefined],
    [undefined, undefined],
  ])('(%s) is a warning of the outcome, whatever its status', (enabled, warnings) => {
    const account = enabled === undefined ? {} : { enabled };
    const state = play(aLeaver(), [user(account)]);
    expect(toOutcome(state, { completedAt: 1 }).warnings).toEqual(warnings);
  });
});
