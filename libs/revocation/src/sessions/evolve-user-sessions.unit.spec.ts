import { describe, expect, it } from '@jest/globals';
import { anEvidence, aPolicy, aRevocation } from '../../test/mother.js';
import { decide } from '../decide.js';
import { evolve } from '../evolve.js';
import type { Fact } from '../actions.js';
import { toOutcome } from '../outcome.js';
import type { Revocation } from '../revocation.js';
import { withdraw } from '../decisions.js';
import { MOST_ROUNDS } from './evolve-user-sessions.js';

const evidence = anEvidence();
const policy = aPolicy({ userSessions: 'end' });
const start = aRevocation({ oathTokenIds: ['a'] }, policy);
const refused = { code: 'request-rejected', message: 'no', retryable: false } as const;

const sessionsOf = (ids: readonly string[]): readonly { readonly id: string }[] => ids.map((id) => ({ id }));
const listed = (...ids: readonly string[]): Fact => ({
  step: 0,
  kind: 'sessions-listed',
  sessions: sessionsOf(ids),
  evidence,
});
const ended = (ids: readonly string[], missing: readonly string[] = []): Fact => ({
  step: 0,
  kind: 'sessions-ended',
  ended: ids,
  missing,
});
const seen = (...ids: readonly string[]): Fact => ({
  step: 0,
  kind: 'sessions-verified',
  at: 5,
  sessions: sessionsOf(ids),
});
const play = (...facts: readonly Fact[]): Revocation =>
  facts.reduce((before, fact) => evolve(before, fact, policy), start);
const step = (...facts: readonly Fact[]): unknown => toOutcome(play(...facts), { completedAt: 1 }).steps[0];
const next = (...facts: readonly Fact[]): unknown => decide(play(...facts), policy)[0];

describe('the sessions of a user', () => {
  it('are listed once more after they were ended, whatever the policy on verification', () => {
    for (const verify of ['never', 'shortfall', 'always'] as const) {
      const under = aPolicy({ userSessions: 'end', verify });
      const state = [listed('s1'), ended(['s1'])].reduce(
        (before, fact) => evolve(before, fact, under),
        start,
      );
      expect(decide(state, under)[0]).toEqual({
        kind: 'verify-user-sessions',
        step: 0,
        userId: start.event.userId,
        round: 1,
      });
    }
  });

  it('are not listed once more where there were none', () => {
    expect(step(listed())).toEqual({ kind: 'user-sessions', status: 'done', ended: 0 });
  });

  it.each([
    ['gone', seen(), { status: 'done', ended: 2, verified: { gone: 2, remaining: 0 } }],
    ['not shown', { step: 0, kind: 'sessions-verified', at: 5 } as const, { status: 'done', ended: 2 }],
  ])('that are %s when they are listed once more', (_name, look, expected) => {
    expect(step(listed('s1', 's2'), ended(['s1', 's2']), look)).toMatchObject(expected);
  });

  it('that appear meanwhile are ended, too', () => {
    const first = [listed('s1'), ended(['s1']), seen('s2')];
    expect(next(...first)).toMatchObject({ kind: 'end-user-sessions', sessionIds: ['s2'] });
    expect(step(...first, ended(['s2']), seen())).toEqual({
      kind: 'user-sessions',
      status: 'done',
      ended: 2,
      certainty: 'confirmed',
      verified: { at: '1970-01-01T00:00:00.005Z', gone: 2, remaining: 0 },
    });
  });

  const lost: readonly Fact[] = [
    { step: 0, kind: 'sessions-ending' },
    { step: 0, kind: 'sessions-unknown' },
  ];
  it.each<[string, readonly Fact[], object]>([
    ['that are gone after a call without an answer', [...lost, ended(['s1'], ['s2']), seen()], { ended: 2 }],
    [
      'of which one was gone at the second try',
      [{ ...ended(['s1', 's2']), inferred: true } as Fact, seen()],
      { ended: 2 },
    ],
    [
      'of an earlier round that went unanswered',
      [...lost, ended([], ['s1', 's2']), seen('s3'), ended(['s3']), seen()],
      { ended: 3 },
    ],
  ])('%s are counted, and said to be inferred', (_name, facts, expected) => {
    expect(step(listed('s1', 's2'), ...facts)).toMatchObject({
      status: 'done',
      certainty: 'inferred',
      ...expected,
    });
  });

  it('that were ended by answers are confirmed, though a call before had none', () => {
    expect(step(listed('s1', 's2'), ...lost, ended(['s1', 's2']), seen())).toMatchObject({
      ended: 2,
      certainty: 'confirmed',
    });
  });

  it.each([seen(), { step: 0, kind: 'sessions-verified', at: 5 } as const])(
    'that were listed and are gone by no call of this revocation are not called "none ended"',
    (look) => {
      const outcome = step(listed('s1', 's2'), ended([], ['s1', 's2']), look);
      expect(outcome).toMatchObject({ status: 'done', ended: null, countUnknownBecause: 'gone-before' });
      expect(outcome).not.toHaveProperty('certainty');
    },
  );

  it('that appear as often as they are ended are left after some rounds, and said', () => {
    const rounds = Array.from({ length: MOST_ROUNDS }, (_, n) => [ended([`s${n}`]), seen(`s${n + 1}`)]);
    expect(step(listed('s0'), ...rounds.flat())).toMatchObject({
      status: 'partial',
      ended: MOST_ROUNDS,
      left: 1,
      leftBecause: 'signed-in-again',
      failure: { code: 'access-left' },
      verified: { gone: MOST_ROUNDS, remaining: 1 },
    });
  });

  it('that PingOne still shows are ended again, and are not said to have ended if that does not help', () => {
    const again = [ended(['s1'], ['s2']), seen('s2')];
    expect(next(listed('s1', 's2'), ...again)).toMatchObject({ sessionIds: ['s2'] });
    expect(step(listed('s1', 's2'), ...again, ended(['s2']), seen())).toMatchObject({
      status: 'done',
      ended: 2,
    });
    const rounds = Array.from({ length: MOST_ROUNDS - 1 }, () => [ended([], ['s2']), seen('s2')]);
    expect(step(listed('s1', 's2'), ...again, ...rounds.flat())).toMatchObject({
      status: 'partial',
      ended: 1,
      failure: { code: 'outcome-unknown' },
      verified: { gone: 1, remaining: 1 },
    });
  });

  it('that are shown for longer than they are there count once', () => {
    const late = [ended(['s1', 's2']), seen('s1')];
    expect(step(listed('s1', 's2'), ...late, ended(['s1']), seen())).toMatchObject({ ended: 2 });
    expect(step(listed('s1', 's2'), ...late, ended([], ['s1']), seen())).toMatchObject({ ended: 2 });
  });

  it('that PingOne refuses to end are no failure once they are gone', () => {
    const failed: Fact = { step: 0, kind: 'sessions-ended', ended: ['s1'], missing: [], failure: refused };
    expect(step(listed('s1', 's2'), failed, seen())).toMatchObject({ status: 'done', ended: 1 });
    const rounds = Array.from({ length: MOST_ROUNDS - 1 }, (): readonly Fact[] => [
      { ...failed, ended: [] },
      seen('s2'),
    ]);
    expect(step(listed('s1', 's2'), failed, seen('s2'), ...rounds.flat())).toMatchObject({
      status: 'partial',
      ended: 1,
      failure: refused,
    });
  });

  it('that are not there any more do not count as ended, unless a call of ours went unanswered', () => {
    const missing = [ended(['s1'], ['s2']), seen()];
    expect(step(listed('s1', 's2'), ...missing)).toMatchObject({ status: 'done', ended: 1 });
    const inDoubt: readonly Fact[] = [
      { step: 0, kind: 'sessions-ending' },
      { step: 0, kind: 'sessions-unknown' },
    ];
    expect(step(listed('s1', 's2'), ...inDoubt, ...missing)).toMatchObject({ status: 'done', ended: 2 });
  });

  it('are not ended further when an operator takes the revocation back between two rounds', () => {
    const cancelled = { code: 'cancelled-by-operator', message: 'no', retryable: true } as const;
    const state = withdraw(play(listed('s1'), ended(['s1']), seen('s2')), cancelled);
    expect(toOutcome(state, { completedAt: 1 }).steps[0]).toMatchObject({
      status: 'partial',
      ended: 1,
      failure: cancelled,
    });
  });

  it('are read from a ledger that an older version wrote', () => {
    const [first, ...others] = start.steps;
    const phase = { at: 'verifying', sessionIds: ['s1', 's2'], ended: 2 } as const;
    const stored = { ...start, steps: [{ ...first, kind: 'user-sessions', phase } as const, ...others] };
    const state = evolve(stored, seen('s3'), policy);
    expect(decide(state, policy)[0]).toMatchObject({ kind: 'end-user-sessions', sessionIds: ['s3'] });
  });
});
