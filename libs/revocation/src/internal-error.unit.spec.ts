import { describe, expect, it } from '@jest/globals';
import { aPolicy, aRevocation, anEvidence } from '../test/mother.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import type { Fact } from './actions.js';
import { MOST_INTERNAL_ERRORS } from './internal-error.js';
import { toOutcome } from './outcome.js';
import type { Revocation } from './revocation.js';

const policy = aPolicy({ maxTokensPerJob: 2 });
const evidence = anEvidence();
const FAULT = { kind: 'internal-error' } as const;

const after = (state: Revocation, ...facts: readonly Fact[]): Revocation =>
  facts.reduce((before, fact) => evolve(before, fact, policy), state);

/** The step of the OATH tokens, in groups of two. */
const state = aRevocation({ oathTokenIds: ['a', 'b', 'c'] }, policy);
const step = state.steps.findIndex(({ kind }) => kind === 'oath-tokens');
const SUBMITTING: Fact = { step, kind: 'oath-submitting', batchId: 'b', notAfter: 1 };
const SUBMITTED: Fact = { step, kind: 'oath-submitted', jobId: 'j', jobTotal: 2, at: 0, evidence };

const faults = (count: number): readonly Fact[] => Array.from({ length: count }, () => ({ step, ...FAULT }));

describe('an exception of an action', () => {
  it('leads to the same action again where nothing was under way', () => {
    const faulted = after(state, { step, ...FAULT });
    expect(decide(faulted, policy)).toEqual(decide(state, policy));
    expect(faulted.internalErrors).toEqual({ [step]: 1 });
  });

  it('leaves a call that was under way in doubt', () => {
    expect(decide(after(state, SUBMITTING, { step, ...FAULT }), policy)).toMatchObject([
      { kind: 'read-back', because: 'submit-unknown' },
    ]);
  });

  it('is counted over all actions of its step, and by a new owner of the lane as well', () => {
    const ledger = JSON.stringify(after(state, ...faults(MOST_INTERNAL_ERRORS - 1)));
    const restored = JSON.parse(ledger) as Revocation;
    expect(decide(restored, policy)).toMatchObject([{ kind: 'submit-oath' }]);
    expect(decide(after(restored, { step, ...FAULT }), policy)).toEqual([{ kind: 'settle' }]);
  });

  it('of a step that is settled, or is not there, changes nothing', () => {
    const settled = after(state, ...faults(MOST_INTERNAL_ERRORS));
    expect(after(settled, { step, ...FAULT })).toBe(settled);
    expect(after(state, { step: 99, ...FAULT })).toBe(state);
  });

  it.each<[string, readonly Fact[], object]>([
    ['before they were sent', [], { gone: 0, remaining: 3, revoked: 0 }],
    ['while a submit was under way', [SUBMITTING], { gone: 0, remaining: 1, unknown: 2, revoked: null }],
    ['while their job ran', [SUBMITTING, SUBMITTED], { gone: 0, remaining: 1, unknown: 2, revoked: null }],
    [
      'after the job of the first two',
      [SUBMITTING, SUBMITTED, { step, kind: 'oath-job-done', revoked: 2, evidence }],
      { gone: 2, remaining: 1, revoked: 2 },
    ],
  ])('gives tokens up in the end, and says what is known of them: %s', (_when, facts, counts) => {
    const outcome = toOutcome(after(state, ...facts, ...faults(MOST_INTERNAL_ERRORS)), { completedAt: 1 });
    expect(outcome.failure).toMatchObject({ code: 'internal', retryable: true });
    expect(outcome.steps.at(-1)).toMatchObject({ requested: 3, ...counts });
  });
});
