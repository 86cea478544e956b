import { describe, expect, it } from '@jest/globals';
import { anEvidence, aPolicy, aRequest, aRevocation } from '../test/mother.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import type { Fact } from './actions.js';
import { toOutcome } from './outcome.js';
import type { RevocationPolicy } from './policy.js';
import type { Revocation } from './revocation.js';

const evidence = anEvidence();
const policy = aPolicy({ userSessions: 'end' });
const { userId: _, ...nameless } = aRequest().event;
const byUsername = { ...nameless, username: 'ada', occurredAt: '2026-06-01T00:00:00.000Z' };
const notFound = { code: 'user-not-found', message: 'no such user', retryable: false } as const;

const play = (state: Revocation, facts: readonly Fact[], under: RevocationPolicy = policy): Revocation =>
  facts.reduce((before, fact) => evolve(before, fact, under), state);
const kinds = (state: Revocation): readonly string[] => decide(state, policy).map(({ kind }) => kind);
const outcome = (state: Revocation): ReturnType<typeof toOutcome> => toOutcome(state, { completedAt: 1 });

describe('a user named by something else than the id', () => {
  const start = aRevocation({ event: byUsername }, policy);
  const found: Fact = { step: 0, kind: 'user-found', userId: 'user-1', evidence };

  it('is found before anything that needs the id', () => {
    expect(decide(start, policy)).toEqual([{ kind: 'find-user', step: 0, by: 'username', value: 'ada' }]);
    expect(decide(play(start, [found]), policy)).toMatchObject([
      { kind: 'list-sessions', userId: 'user-1' },
      { kind: 'find-oath-tokens', userId: 'user-1', search: { by: 'user' } },
    ]);
  });

  it('fails the steps that need the id when PingOne does not know it', () => {
    const state = play(start, [{ step: 0, kind: 'user-not-found', failure: notFound }]);
    expect(kinds(state)).toEqual(['settle']);
    expect(outcome(state)).toMatchObject({
      status: 'failed',
      requested: null,
      failure: { code: 'user-not-found' },
      steps: [
        { kind: 'user-sessions', status: 'failed', ended: null },
        { kind: 'oath-tokens', status: 'failed', requested: null, gone: null },
      ],
    });
  });

  it('is found before anything is done where a user is protected by id', () => {
    const first = aPolicy({ identifyUsers: 'first' });
    const named = { event: byUsername, oathTokenIds: ['a'] };
    expect(decide(aRevocation(named), policy)).toMatchObject([{ kind: 'submit-oath' }]);
    const state = aRevocation(named, first);
    expect(decide(state, first)).toEqual([{ kind: 'find-user', step: 0, by: 'username', value: 'ada' }]);
    expect(decide(play(state, [found], first), first)).toMatchObject([{ kind: 'submit-oath' }]);
  });

  it('is not looked up for nothing: of a person on leave no token is touched', () => {
    const onLeave = { event: { ...byUsername, cause: 'leave' } };
    expect(kinds(aRevocation(onLeave, aPolicy()))).toEqual(['settle']);
    expect(kinds(aRevocation(onLeave, policy))).toEqual(['find-user']);
  });

  it('is named by the id in the outcome', () => {
    expect(outcome(play(start, [found])).userId).toBe('user-1');
  });
});

describe('OATH tokens that are looked up', () => {
  const occurred = { ...aRequest().event, occurredAt: '2026-06-01T00:00:00.000Z' };
  const start = aRevocation({ event: occurred });
  const found = (tokens: readonly { id: string; createdAt?: string }[], foreign = 0): Fact => ({
    step: 1,
    kind: 'oath-tokens-found',
    tokens,
    foreign,
    missing: 0,
    evidence,
  });

  it('of a user who has none are completed with 0 requested', () => {
    expect(outcome(play(start, [found([])]))).toMatchObject({
      status: 'completed',
      requested: 0,
      revoked: 0,
    });
  });

  it('of another user are left alone, and said so', () => {
    const state = play(start, [found([], 2)]);
    expect(outcome(state)).toMatchObject({
      status: 'failed',
      requested: 2,
      remaining: 2,
      failure: { code: 'token-of-another-user' },
    });
  });
});

describe('verification', () => {
  const submit: readonly Fact[] = [
    { step: 1, kind: 'oath-submitting', batchId: 'b', notAfter: 1 },
    { step: 1, kind: 'oath-submitted', jobId: 'j', jobTotal: 2, at: 1, evidence },
  ];
  const done = (revoked: number): Fact => ({ step: 1, kind: 'oath-job-done', revoked, evidence });
  const read = (present: readonly string[]): Fact => ({
    step: 1,
    kind: 'oath-read-back',
    at: 5,
    present,
    unreadable: [],
  });
  const tokens = { oathTokenIds: ['a', 'b'] };

  it('"always" reads a full count back, and says when', () => {
    const always = aPolicy({ verify: 'always' });
    const state = play(aRevocation(tokens, always), [...submit, done(2)], always);
    expect(decide(state, always)).toMatchObject([{ kind: 'read-back', because: 'verification' }]);
    expect(outcome(play(state, [read([])], always)).steps.at(-1)).toMatchObject({
      status: 'done',
      revoked: 2,
      countedBy: 'job',
      verified: { at: '1970-01-01T00:00:00.005Z', gone: 2, remaining: 0 },
    });
  });

  it('"never" leaves what PingOne did not count unknown', () => {
    const never = aPolicy({ verify: 'never' });
    const state = play(aRevocation(tokens, never), [...submit, done(1)], never);
    expect(outcome(state).steps.at(-1)).toMatchObject({ status: 'partial', gone: 1, revoked: 1, unknown: 1 });
  });
});

describe('sessions', () => {
  const event = { ...aRequest().event, eventType: 'session.terminated', sessionId: 'sid' } as const;
  const token = {
    sha256: 'x',
    sealed: 's',
    clientId: 'app',
    kind: 'access',
    claims: { sid: 'sid', iat: 1, isPlatformAudience: false },
  } as const;

  it('end after the tokens, but do not wait for an application that is refused', () => {
    const start = aRevocation({ event, tokens: [token] });
    expect(kinds(start)).toEqual(['revoke-token']);
    expect(kinds(play(start, [{ step: 0, kind: 'oauth-refused', at: 1 }]))).toEqual([
      'revoke-token',
      'end-session',
    ]);
    expect(kinds(play(start, [{ step: 0, kind: 'oauth-revoked', evidence }]))).toEqual(['end-session']);
  });

  it.each([
    ['that PingOne ended', [{ kind: 'session-ended', evidence }], 'completed', 'confirmed'],
    ['that PingOne does not know', [{ kind: 'session-missing', evidence }], 'failed', 'session-not-found'],
    [
      'that is gone after a call without an answer',
      [{ kind: 'session-ending' }, { kind: 'session-unknown' }, { kind: 'session-missing', evidence }],
      'completed',
      'inferred',
    ],
  ] as const)('%s', (_name, facts, status, mark) => {
    const state = play(
      aRevocation({ event }),
      facts.map((fact) => ({ step: 0, ...fact })),
    );
    expect(outcome(state)).toMatchObject(
      status === 'failed' ? { status, failure: { code: mark } } : { status, steps: [{ certainty: mark }] },
    );
    expect('certainty' in (outcome(state).steps[0] ?? {})).toBe(status === 'completed');
  });

  it('are verified before they count as ended, where policy wants it', () => {
    const always = aPolicy({ verify: 'always' });
    const ended = play(
      aRevocation({ event }, always),
      [{ step: 0, kind: 'session-ended', evidence }],
      always,
    );
    expect(decide(ended, always)).toEqual([{ kind: 'verify-session', step: 0, sessionId: 'sid' }]);
    const seen: Fact = {
      step: 0,
      kind: 'session-verified',
      verified: { at: 5, gone: 1, remaining: 0 },
      evidence,
    };
    expect(outcome(play(ended, [seen], always)).steps[0]).toMatchObject({
      status: 'done',
      verified: { at: '1970-01-01T00:00:00.005Z', gone: 1, remaining: 0 },
    });
    const unseen = outcome(play(ended, [{ step: 0, kind: 'session-verified', evidence }], always));
    expect(unseen.steps[0]).toEqual({
      kind: 'session',
      status: 'done',
      sessionId: 'sid',
      certainty: 'confirmed',
    });
  });
});
