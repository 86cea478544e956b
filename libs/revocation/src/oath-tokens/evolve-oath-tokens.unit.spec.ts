import { describe, expect, it } from '@jest/globals';
import { anEvidence, aPolicy, aRevocation } from '../../test/mother.js';
import { evolve } from '../evolve.js';
import type { Fact } from '../actions.js';
import { toOutcome } from '../outcome.js';
import type { Revocation } from '../revocation.js';
import type { OathTokensStep } from './oath-tokens-step.js';

const policy = aPolicy();
const evidence = anEvidence();
const failure = { code: 'job-failed', message: 'bad id', retryable: false } as const;

const submitting: Fact = { step: 0, kind: 'oath-submitting', batchId: 'b', notAfter: 5_000 };
const submitted = (jobTotal: number): Fact => ({
  step: 0,
  kind: 'oath-submitted',
  jobId: 'job-1',
  jobTotal,
  at: 1_500,
  evidence,
});
const done = (revoked: number | null): Fact => ({ step: 0, kind: 'oath-job-done', revoked, evidence });
const failed = (revoked: number | null = null): Fact => ({
  step: 0,
  kind: 'oath-job-failed',
  revoked,
  failure,
  evidence,
});
const readBack = (present: readonly string[], unreadable: readonly string[] = []): Fact => ({
  step: 0,
  kind: 'oath-read-back',
  at: 1_900,
  present,
  unreadable,
  evidence,
});

/** Tokens that PingOne has listed, so they are known to have existed; those that an event names are not. */
const listed = (tokenIds: readonly string[], ...facts: readonly Fact[]): Revocation => {
  const tokens = tokenIds.map((id) => ({ id }));
  const found: Fact = { step: 0, kind: 'oath-tokens-found', tokens, foreign: 0, missing: 0, evidence };
  return [found, ...facts].reduce((state, fact) => evolve(state, fact, policy), sessionless([]));
};
const after = (tokenIds: readonly string[], ...facts: readonly Fact[]): Revocation =>
  facts.reduce((state, fact) => evolve(state, fact, policy), sessionless(tokenIds));
/** By username, so that the OATH step is the only one. */
const sessionless = (oathTokenIds: readonly string[]): Revocation => {
  const planned = aRevocation({ oathTokenIds });
  return { ...planned, steps: planned.steps.filter(({ kind }) => kind === 'oath-tokens') };
};
const step = (revocation: Revocation): OathTokensStep => {
  const [first] = revocation.steps;
  if (first?.kind !== 'oath-tokens') {
    throw new Error('expected an OATH step');
  }
  return first;
};

describe('an OATH job', () => {
  it('that revoked all it was given settles the tokens by its own count', () => {
    const outcome = toOutcome(after(['a', 'b'], submitting, submitted(2), done(2)), { completedAt: 2_000 });
    expect(outcome).toMatchObject({ status: 'completed', requested: 2, revoked: 2, remaining: 0 });
    expect(outcome.steps[0]).toMatchObject({ status: 'done', gone: 2, countedBy: 'job', jobIds: ['job-1'] });
  });

  it.each([
    // alone in its job: the count is this event's
    { total: 3, revoked: 2, present: [], expected: { gone: 3, revoked: 2, countedBy: 'read-back' } },
    { total: 3, revoked: 0, present: [], expected: { gone: 3, revoked: 0, countedBy: 'read-back' } },
    // a count beyond what was asked for is none
    { total: 3, revoked: 4, present: [], expected: { gone: 3, revoked: null, countedBy: 'read-back' } },
    { total: 9, revoked: 10, present: [], expected: { gone: 3, revoked: null, countedBy: 'read-back' } },
    // PingOne gave no count at all: unknown, not zero
    {
      total: 3,
      revoked: null,
      present: [],
      expected: { gone: 3, revoked: null, countedBy: 'read-back' },
    },
    // shared: nobody can say whose tokens the two were
    { total: 9, revoked: 2, present: [], expected: { gone: 3, revoked: null, countedBy: 'read-back' } },
    { total: 9, revoked: 0, present: [], expected: { gone: 3, revoked: 0, countedBy: 'read-back' } },
  ])(
    'of $total tokens with a short count of $revoked is explained by a read-back',
    ({ total, revoked, present, expected }) => {
      const state = after(['a', 'b', 'c'], submitting, submitted(total), done(revoked), readBack(present));
      expect(step(state)).toMatchObject({ phase: { at: 'settled' }, ...expected });
    },
  );

  it.each([
    // as many are gone as PingOne counted: all that are gone were revoked by it, whose ever they are
    { total: 9, revoked: 4, jobGone: 4, present: ['c'], expected: { gone: 2, revoked: 2 } },
    { total: 9, revoked: 4, jobGone: 4, present: ['a', 'b', 'c'], expected: { gone: 0, revoked: 0 } },
    // more are gone: some were gone before, and nobody can say which
    { total: 9, revoked: 4, jobGone: 5, present: ['c'], expected: { gone: 2, revoked: null } },
    // fewer are gone than were counted: then the count is not to be believed
    { total: 9, revoked: 4, jobGone: 3, present: ['c'], expected: { gone: 2, revoked: null } },
    { total: 9, revoked: null, jobGone: 4, present: ['c'], expected: { gone: 2, revoked: null } },
  ])(
    'of several events, short by a count of $revoked, is attributed if just so many of it are gone ($jobGone)',
    ({ total, revoked, jobGone, present, expected }) => {
      const read = { ...readBack(present), jobGone } as Fact;
      const state = after(['a', 'b', 'c'], submitting, submitted(total), done(revoked), read);
      expect(step(state)).toMatchObject(expected);
    },
  );

  it('of several events that failed half-way is attributed in the same way', () => {
    const read = { ...readBack(['c']), jobGone: 4 } as Fact;
    const state = after(['a', 'b', 'c'], submitting, submitted(9), failed(4), read);
    expect(step(state)).toMatchObject({ gone: 2, revoked: 2, countedBy: 'read-back' });
  });

  it('of several events never attributes what an unanswered submit of before may have revoked', () => {
    const unknown: Fact = { step: 0, kind: 'oath-submit-unknown' };
    const again = [submitting, submitted(9), done(3), { ...readBack([]), jobGone: 3 } as Fact];
    const last = listed(['a', 'b'], submitting, unknown, readBack(['a']), ...again);
    expect(step(last)).toMatchObject({ gone: 2, revoked: 2, countedBy: 'inferred' });
  });

  it('with a short count is followed once by a job for what remains, alone', () => {
    const state = after(['a', 'b', 'c'], submitting, submitted(9), done(1), readBack(['b']));
    expect(step(state).phase).toMatchObject({
      at: 'ready',
      group: { tokenIds: ['b'], sharing: 'alone', attempts: 1 },
    });
    const again = [submitting, submitted(1), done(0), readBack(['b'])].reduce(
      (s, f) => evolve(s, f, policy),
      state,
    );
    expect(toOutcome(again, { completedAt: 2_000 })).toMatchObject({
      status: 'partial',
      remaining: 1,
      revoked: null,
      failure: { code: 'tokens-remaining' },
    });
  });

  it.each([
    ['confirmed by policy', 'always', done(3), { gone: 3, revoked: 3, countedBy: 'inferred' }],
    // Which two of the three it counted is not said, and the one that was gone at once may never have been there.
    ['short', 'shortfall', done(2), { gone: 3, revoked: null, countUnknownBecause: 'not-attributable' }],
    ['of a failed job', 'shortfall', failed(2), { gone: 3, revoked: null }],
  ] as const)(
    'whose tokens PingOne still shows although it counted them (%s) is not forgotten when the next one finds nothing',
    (_, verify, end, expected) => {
      const under = aPolicy({ verify });
      const shown = [submitting, submitted(3), end, readBack(['b', 'c'])];
      const later = [submitting, submitted(2), done(0), readBack([])];
      const state = [...shown, ...later].reduce(
        (before, fact) => evolve(before, fact, under),
        sessionless(['a', 'b', 'c']),
      );
      expect(step(state)).toMatchObject({ ...expected, remaining: 0 });
    },
  );

  it('whose listed tokens PingOne still shows although it counted them infers what is gone later', () => {
    const facts = [submitting, submitted(3), done(2), readBack(['b', 'c'])];
    const later = [submitting, submitted(2), done(0), readBack([])];
    expect(step(listed(['a', 'b', 'c'], ...facts, ...later))).toMatchObject({
      gone: 3,
      revoked: 3,
      countedBy: 'inferred',
    });
  });

  it('with a count beyond what was asked for leaves all unknown where policy forbids to look', () => {
    const never = aPolicy({ verify: 'never' });
    const state = [submitting, submitted(2), done(5)].reduce(
      (before, fact) => evolve(before, fact, never),
      sessionless(['a', 'b']),
    );
    expect(toOutcome(state, { completedAt: 2_000 }).steps[0]).toMatchObject({
      status: 'unknown',
      revoked: null,
      gone: 0,
      remaining: 0,
      unknown: 2,
      failure: { code: 'outcome-unknown' },
    });
  });

  it('that failed is taken apart: first alone, then by halves, until one token bears the blame', () => {
    const shared = after(
      ['a', 'b', 'c', 'd'],
      submitting,
      submitted(9),
      failed(),
      readBack(['a', 'b', 'c', 'd']),
    );
    expect(step(shared).phase).toMatchObject({ group: { tokenIds: ['a', 'b', 'c', 'd'], sharing: 'alone' } });
    const halves = [submitting, submitted(4), failed(), readBack(['a', 'b', 'c', 'd'])];
    const halved = halves.reduce((s, f) => evolve(s, f, policy), shared);
    expect(step(halved).phase).toMatchObject({ group: { tokenIds: ['a', 'b'] } });
    expect(step(halved).waiting).toMatchObject([{ tokenIds: ['c', 'd'] }]);
  });

  it('that failed for one token alone leaves it, with the reason PingOne gave', () => {
    const first = after(['a'], submitting, submitted(1), failed(), readBack(['a']));
    const last = [submitting, submitted(1), failed(), readBack(['a'])].reduce(
      (s, f) => evolve(s, f, policy),
      first,
    );
    expect(toOutcome(last, { completedAt: 2_000 })).toMatchObject({
      status: 'failed',
      revoked: 0,
      remaining: 1,
      failure: { code: 'job-failed', message: 'bad id' },
    });
  });

  const rejected: Fact = { step: 0, kind: 'oath-submit-rejected', failure, evidence };
  it('that was rejected revoked nothing: what is gone was gone before', () => {
    expect(step(after(['a'], submitting, rejected, readBack([])))).toMatchObject({ gone: 1, revoked: 0 });
  });

  it.each([
    ['counted 0', after(['a', 'b'], submitting, submitted(2), done(0), readBack([]))],
    ['counted 0 of listed tokens', listed(['a', 'b'], submitting, submitted(2), done(0), readBack([]))],
    ['counted 0 of a shared job', after(['a', 'b'], submitting, submitted(9), done(0), readBack([]))],
    ['was rejected', after(['a', 'b'], submitting, rejected, readBack([]))],
    [
      'counted 0 and would not tell of them',
      after(['a', 'b'], submitting, submitted(2), done(0), readBack([], ['a', 'b'])),
    ],
  ])('that %s is not called "nothing revoked": another event of ours may have done it', (_, state) => {
    expect(toOutcome(state, { completedAt: 2_000 })).toMatchObject({
      requested: 2,
      revoked: null,
      steps: [{ revoked: null, countUnknownBecause: 'gone-before' }],
    });
  });

  it('that counted 0 revoked nothing where all tokens are still there', () => {
    const round = [submitting, submitted(2), done(0), readBack(['a', 'b'])];
    const state = after(['a', 'b'], ...round, ...round);
    expect(toOutcome(state, { completedAt: 2_000 })).toMatchObject({ revoked: 0, remaining: 2 });
    expect(toOutcome(state, { completedAt: 2_000 }).steps[0]).not.toHaveProperty('countUnknownBecause');
  });

  it('that counted some says their number, though others had been gone before', () => {
    const state = after(['a', 'b'], submitting, submitted(2), done(1), readBack([]));
    expect(toOutcome(state, { completedAt: 2_000 }).steps[0]).toMatchObject({ revoked: 1, gone: 2 });
  });

  it('of nothing is 0: PingOne lists no token of the user', () => {
    const state = listed([]);
    expect(toOutcome(state, { completedAt: 2_000 })).toMatchObject({
      requested: 0,
      revoked: 0,
      status: 'completed',
    });
  });

  it('of serial numbers that PingOne does not know says nothing of who revoked them', () => {
    const found: Fact = { step: 0, kind: 'oath-tokens-found', tokens: [], foreign: 0, missing: 1 };
    const state = evolve(sessionless([]), found, policy);
    expect(toOutcome(state, { completedAt: 2_000 }).steps[0]).toMatchObject({
      requested: 1,
      gone: 1,
      revoked: null,
      countUnknownBecause: 'gone-before',
    });
  });

  it('whose deadline has passed leaves what is still there, and infers what is gone', () => {
    const overdue: Fact = { step: 0, kind: 'oath-job-overdue' };
    const state = listed(['a', 'b'], submitting, submitted(2), overdue, readBack(['b']));
    expect(toOutcome(state, { completedAt: 2_000 })).toMatchObject({
      status: 'partial',
      revoked: 1,
      remaining: 1,
      failure: { code: 'job-deadline-exceeded' },
    });
  });

  it('is polled under a deadline counted from its submit', () => {
    expect(step(after(['a'], submitting, submitted(1))).phase).toMatchObject({
      deadline: 61_500,
      submittedAt: 1_500,
    });
  });
});

describe('a submit that was never answered', () => {
  const unknown: Fact = { step: 0, kind: 'oath-submit-unknown' };

  it('is not concluded from before its write-ahead has run out and the grace has passed', () => {
    expect(step(after(['a'], submitting, unknown)).phase).toMatchObject({
      because: { kind: 'submit-unknown', notBefore: 7_000 },
    });
  });

  it('counts as ours what is gone afterwards, and says that this is inferred', () => {
    expect(step(listed(['a', 'b'], submitting, unknown, readBack([])))).toMatchObject({
      revoked: 2,
      gone: 2,
      countedBy: 'inferred',
    });
  });

  const lost: Fact = { step: 0, kind: 'oath-job-lost', at: 3_000 };
  const overdue: Fact = { step: 0, kind: 'oath-job-overdue' };
  it.each([
    ['the submit', [submitting, unknown]],
    ['the job', [submitting, submitted(1), lost]],
    ['the end of the job', [submitting, submitted(1), overdue]],
  ])('claims nothing of a token that PingOne never showed (%s is lost)', (_, facts) => {
    const state = after(['never'], ...facts, readBack([]));
    expect(toOutcome(state, { completedAt: 2_000 })).toMatchObject({
      status: 'completed',
      requested: 1,
      revoked: null,
      steps: [{ gone: 1, revoked: null, countUnknownBecause: 'answer-lost' }],
    });
  });

  it('claims nothing of a token that only the event names, among others that PingOne lists', () => {
    const found: Fact = {
      step: 0,
      kind: 'oath-tokens-found',
      tokens: [{ id: 'a' }, { id: 'never', onlyNamed: true }],
      foreign: 0,
      missing: 0,
    };
    const state = [found, submitting, unknown, readBack([])].reduce(
      (before, fact) => evolve(before, fact, policy),
      sessionless([]),
    );
    expect(step(state)).toMatchObject({ gone: 2, revoked: null, countUnknownBecause: 'answer-lost' });
  });

  it('is never reported as "nothing revoked" because the second job found nothing', () => {
    const state = after(
      ['a'],
      submitting,
      unknown,
      readBack(['a']),
      submitting,
      submitted(1),
      done(0),
      readBack([]),
    );
    expect(step(state)).toMatchObject({ revoked: 1, gone: 1, countedBy: 'inferred' });
  });

  it('is repeated for as long as it takes: an outage fails nothing', () => {
    const rounds = Array.from({ length: 20 }, () => [submitting, unknown, readBack(['a'])]).flat();
    expect(step(after(['a'], ...rounds)).phase).toMatchObject({ at: 'ready', group: { inDoubt: true } });
  });
});

describe('a lost job', () => {
  // A poll may be refused for another reason than that the job is not known.
  it('says that PingOne did not say what became of it, and no more than that', () => {
    const lost: Fact = { step: 0, kind: 'oath-job-lost', at: 3_000 };
    const round = [submitting, submitted(1), lost, readBack(['a'])];
    expect(toOutcome(after(['a'], ...round, ...round), { completedAt: 9_000 }).failure?.message).toBe(
      'PingOne took the job and later did not say what became of it; the tokens are still there.',
    );
  });

  it('is given up after the submits that policy allows, with what is known', () => {
    const lost: Fact = { step: 0, kind: 'oath-job-lost', at: 3_000 };
    const round = [submitting, submitted(1), lost, readBack(['a'])];
    expect(toOutcome(after(['a'], ...round, ...round), { completedAt: 9_000 })).toMatchObject({
      status: 'failed',
      failure: { code: 'job-lost' },
    });
  });
});

describe('a token that PingOne will not tell of', () => {
  it('is neither gone nor remaining, but unknown', () => {
    const state = after(['a', 'b'], submitting, submitted(2), done(1), readBack([], ['b']));
    expect(toOutcome(state, { completedAt: 2_000 }).steps[0]).toMatchObject({
      status: 'partial',
      gone: 1,
      remaining: 0,
      unknown: 1,
      failure: { code: 'outcome-unknown' },
    });
  });
});

describe('a fact that comes too late', () => {
  it.each([done(1), failed(), readBack([]), submitted(1)])('changes nothing: $kind', (fact) => {
    const settled = after(['a'], submitting, submitted(1), done(1));
    expect(evolve(settled, fact, policy)).toBe(settled);
  });
});
