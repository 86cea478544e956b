import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Deletion, TokenRevocation } from '../../../pingone-simulator/src/index.js';
import { aDeadLetter, anAnswer } from '../../test/answers.js';
import type { Expected, ExpectedOutcome, Sample } from '../samples/sample.js';
import { checkSample, strayDeletions } from './check-sample.js';

const IDS = ['t-1', 't-2', 't-3'];
const NOTHING = { deletions: [], revocations: [] };

const deletion = (tokenId: string, jobId = 'job-1'): Deletion => ({
  at: '2026-01-01T00:00:00.000Z',
  environmentId: 'env',
  tokenId,
  serialNumber: '1',
  by: { kind: 'job', jobId },
});
const revocation = (token: string, result: TokenRevocation['result']): TokenRevocation => ({
  at: '2026-01-01T00:00:00.000Z',
  environmentId: 'env',
  clientId: 'app',
  tokenSha256: createHash('sha256').update(token).digest('hex'),
  result,
  revokedAccessTokens: 1,
  revokedRefreshTokens: 0,
  correlationId: 'c',
});

const completed: ExpectedOutcome = {
  kind: 'outcome',
  status: 'completed',
  requested: 3,
  revoked: 3,
  remaining: 0,
  steps: ['oath-tokens done'],
  atPingOne: { deleted: IDS },
};
const sampleOf = (expected: Expected): Sample => ({
  title: 'a sample',
  topic: 'user.deprovisioned',
  key: 'k-1',
  messages: [{ value: '{}', headers: {} }],
  expected,
});
const allDeleted = { deletions: IDS.map((id) => deletion(id)), revocations: [] };

describe('a sample', () => {
  it('is right if the outcome and PingOne say what was declared', () => {
    expect(checkSample(sampleOf(completed), [anAnswer()], allDeleted).problems).toEqual([]);
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
  ])('is wrong if it $what', ({ answers, problem }) => {
    expect(checkSample(sampleOf(completed), answers, allDeleted).problems).toContain(problem);
  });

  it.each([
    {
      what: 'counts what was not deleted',
      pingone: { ...NOTHING, deletions: [deletion('t-1'), deletion('t-2')] },
      problems: ['t-3 was deleted 0 times', 'says 3 revoked, PingOne deleted 2'],
    },
    {
      what: 'was deleted by somebody else',
      pingone: { ...NOTHING, deletions: IDS.map((id) => deletion(id, 'job-of-others')) },
      problems: IDS.map((id) => `${id} was deleted by a job that the outcome does not name`),
    },
  ])('is wrong if the outcome $what', ({ pingone, problems }) => {
    expect(checkSample(sampleOf(completed), [anAnswer()], pingone).problems).toEqual(problems);
  });

  it('is wrong if a token was deleted that had to stay', () => {
    const expected = { ...completed, requested: 3, revoked: 0, atPingOne: { kept: IDS } };
    const answer = anAnswer({ revoked: 0 });
    expect(
      checkSample(sampleOf(expected), [answer], { ...NOTHING, deletions: [deletion('t-2')] }).problems,
    ).toEqual(['t-2 was deleted and should not have been', 'says 0 revoked, PingOne deleted 1']);
  });

  it.each([
    { result: 'revoked', recorded: [revocation('secret', 'revoked')], isRight: true },
    { result: 'revoked', recorded: [], isRight: false },
    { result: 'revoked', recorded: [revocation('secret', 'unsupported_token_type')], isRight: false },
    { result: 'never-sent', recorded: [], isRight: true },
    { result: 'never-sent', recorded: [revocation('secret', 'unsupported_token_type')], isRight: false },
  ] as const)('compares an OAuth token that is to be $result with what PingOne recorded', (row) => {
    const oauthTokens = [{ token: 'secret', result: row.result }];
    const sample = sampleOf({ ...completed, atPingOne: { deleted: IDS, oauthTokens } });
    const { problems } = checkSample(sample, [anAnswer()], { ...allDeleted, revocations: row.recorded });
    expect(problems.length === 0).toBe(row.isRight);
    expect(problems.join()).not.toContain('secret');
  });

  it('may be a dead letter, with its code', () => {
    const check = (code: 'not-json' | 'tombstone', answer = aDeadLetter()): readonly string[] =>
      checkSample(sampleOf({ kind: 'dead-letter', code }), [answer], NOTHING).problems;
    expect(check('not-json')).toEqual([]);
    expect(check('tombstone')).toEqual(['code: not-json, expected tombstone']);
    expect(check('not-json', anAnswer())).toEqual(['an outcome, expected a dead letter']);
  });
});

describe('deletions', () => {
  it('that no sample asked for are found', () => {
    const pingone = { ...NOTHING, deletions: [...IDS, 'other'].map((id) => deletion(id)) };
    expect(strayDeletions([sampleOf(completed)], pingone)).toEqual(['other']);
  });
});
