import { describe, expect, it } from '@jest/globals';
import type { OutcomeStep } from '#libs/contracts';
import { aSample, COMPLETED, TOKEN_IDS } from '../../test/a-sample.js';
import { aDeadLetter, anAnswer } from '../../test/answers.js';
import { aDeletion, recordsOf } from '../../test/records.js';
import { checkSample } from './check-sample.js';

const allDeleted = recordsOf({ deletions: TOKEN_IDS.map((id) => aDeletion(id)) });

const LEFT_ONE: OutcomeStep = {
  kind: 'user-sessions',
  status: 'partial',
  ended: 0,
  left: 1,
  leftBecause: 'newer-account',
};

describe('a sample', () => {
  it('is right if the outcome and PingOne say what was declared', () => {
    expect(checkSample(aSample(COMPLETED), [anAnswer()], allDeleted).problems).toEqual([]);
  });

  it.each([
    { what: 'is not answered', answers: [], problem: 'no answer' },
    { what: 'is answered twice', answers: [anAnswer(), anAnswer()], problem: 'answered 2 times' },
    {
      what: 'ends as a dead letter',
      answers: [aDeadLetter()],
      problem: 'a dead letter (not-json), expected an outcome',
    },
    {
      what: 'has another status',
      answers: [anAnswer({ status: 'partial' })],
      problem: 'status: partial, expected completed',
    },
    {
      what: 'fails without being meant to',
      answers: [anAnswer({ failure: { code: 'internal', message: 'x', retryable: false } })],
      problem: 'code: internal, expected none',
    },
    {
      what: 'has another count',
      answers: [anAnswer({ remaining: null })],
      problem: 'remaining: null, expected 0',
    },
    {
      what: 'has no exposure',
      answers: [anAnswer({ exposureMs: null })],
      problem: 'exposure: unknown, expected a number',
    },
    {
      what: 'has other steps',
      answers: [anAnswer({ steps: [] })],
      problem: 'steps: none, expected oath-tokens done',
    },
    {
      what: 'leaves something without being meant to',
      answers: [anAnswer({ steps: [LEFT_ONE] })],
      problem: 'left: user-sessions 1 newer-account, expected none',
    },
  ])('is wrong if it $what', ({ answers, problem }) => {
    expect(checkSample(aSample(COMPLETED), answers, allDeleted).problems).toContain(problem);
  });

  it('may leave something, and say how much and why', () => {
    const problemsOf = (left: readonly string[]): readonly string[] => {
      const sample = aSample({ ...COMPLETED, steps: ['user-sessions partial'], left });
      return checkSample(sample, [anAnswer({ steps: [LEFT_ONE] })], allDeleted).problems;
    };
    expect(problemsOf([])).toContain('left: user-sessions 1 newer-account, expected none');
    expect(problemsOf(['user-sessions 1 newer-account']).join()).not.toContain('left');
  });

  it('is wrong if PingOne has something else on record', () => {
    expect(checkSample(aSample(COMPLETED), [anAnswer()], recordsOf()).problems).toContain(
      'says 3 revoked, PingOne deleted 0',
    );
  });

  it('may be a dead letter, with its code', () => {
    const check = (code: 'not-json' | 'tombstone', answer = aDeadLetter()): readonly string[] =>
      checkSample(aSample({ kind: 'dead-letter', code }), [answer], recordsOf()).problems;
    expect(check('not-json')).toEqual([]);
    expect(check('tombstone')).toEqual(['code: not-json, expected tombstone']);
    expect(check('not-json', anAnswer())).toEqual(['an outcome, expected a dead letter']);
  });
});
