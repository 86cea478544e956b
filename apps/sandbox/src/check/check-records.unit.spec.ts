import { describe, expect, it } from '@jest/globals';
import type { OutcomeStep } from '#libs/contracts';
import { aSample, COMPLETED, TOKEN_IDS } from '../../test/a-sample.js';
import { anOutcome } from '../../test/answers.js';
import { aDeletion, anEnd, aRevocation, recordsOf } from '../../test/records.js';
import { recordProblems, strayEffects } from './check-records.js';

describe('OATH tokens', () => {
  const deleted = { deleted: TOKEN_IDS };

  it('are right if each was deleted once, by a job of the outcome', () => {
    const deletions = TOKEN_IDS.map((id) => aDeletion(id));
    expect(recordProblems(deleted, anOutcome(), recordsOf({ deletions }))).toEqual([]);
  });

  it.each([
    {
      what: 'fewer were deleted than the outcome counts',
      deletions: [aDeletion('t-1'), aDeletion('t-2')],
      problems: ['t-3 was deleted 0 times', 'says 3 revoked, PingOne deleted 2'],
    },
    {
      what: 'a job that the outcome does not name deleted them',
      deletions: TOKEN_IDS.map((id) => aDeletion(id, 'job-of-others')),
      problems: TOKEN_IDS.map((id) => `${id} was deleted by a job that the outcome does not name`),
    },
  ])('are wrong if $what', ({ deletions, problems }) => {
    expect(recordProblems(deleted, anOutcome(), recordsOf({ deletions }))).toEqual(problems);
  });

  it('are wrong if one was deleted that had to stay', () => {
    const pingone = recordsOf({ deletions: [aDeletion('t-2')] });
    expect(recordProblems({ kept: TOKEN_IDS }, anOutcome({ revoked: 0 }), pingone)).toEqual([
      't-2 was deleted and should not have been',
      'says 0 revoked, PingOne deleted 1',
    ]);
  });
});

describe('sessions', () => {
  const bySid: OutcomeStep = { kind: 'session', status: 'done', sessionId: 's-1' };
  const ofUser = (ended: number): OutcomeStep => ({ kind: 'user-sessions', status: 'done', ended });
  const outcomeOf = (...steps: readonly OutcomeStep[]) => anOutcome({ revoked: 0, steps });

  it.each([
    { what: 'by its id', step: bySid, endedSessions: ['s-1'] },
    { what: 'as all of a user', step: ofUser(2), endedSessions: ['s-1', 's-2'] },
    { what: 'though there were none', step: ofUser(0), endedSessions: [] },
  ])('are right if each was ended once, for this event: $what', ({ step, endedSessions }) => {
    const pingone = recordsOf({ endedSessions: endedSessions.map((id) => anEnd(id)) });
    expect(recordProblems({ endedSessions }, outcomeOf(step), pingone)).toEqual([]);
  });

  it.each([
    {
      what: 'fewer were ended than the outcome counts',
      ends: [anEnd('s-1')],
      problems: ['the session s-2 was ended 0 times', 'says 2 sessions ended, PingOne ended 1'],
    },
    {
      what: 'one was ended for another event',
      ends: [anEnd('s-1'), anEnd('s-2', 'another')],
      problems: ['the session s-2 was ended by a request of another event'],
    },
  ])('are wrong if $what', ({ ends, problems }) => {
    const wanted = { endedSessions: ['s-1', 's-2'] };
    expect(recordProblems(wanted, outcomeOf(ofUser(2)), recordsOf({ endedSessions: ends }))).toEqual(
      problems,
    );
  });

  it('are wrong if one was ended that had to stay', () => {
    const pingone = recordsOf({ endedSessions: [anEnd('s-1')] });
    expect(recordProblems({ keptSessions: ['s-1'] }, outcomeOf(ofUser(1)), pingone)).toEqual([
      'the session s-1 was ended and should not have been',
    ]);
  });
});

describe('an OAuth token', () => {
  it.each([
    { result: 'revoked', recorded: [aRevocation('secret', 'revoked')], isRight: true },
    { result: 'revoked', recorded: [], isRight: false },
    { result: 'revoked', recorded: [aRevocation('secret', 'unsupported_token_type')], isRight: false },
    { result: 'never-sent', recorded: [], isRight: true },
    { result: 'never-sent', recorded: [aRevocation('secret', 'unsupported_token_type')], isRight: false },
  ] as const)('that is to be $result is compared with what PingOne recorded', (row) => {
    const oauthTokens = [{ token: 'secret', result: row.result }];
    const pingone = recordsOf({ revocations: row.recorded });
    const problems = recordProblems({ oauthTokens }, anOutcome({ revoked: 0 }), pingone);
    expect(problems.length === 0).toBe(row.isRight);
    expect(problems.join()).not.toContain('secret');
  });
});

describe('what no sample asked for', () => {
  it('is found', () => {
    const pingone = recordsOf({
      deletions: [...TOKEN_IDS, 't-9'].map((id) => aDeletion(id)),
      endedSessions: ['s-1', 's-9'].map((id) => anEnd(id)),
    });
    const sample = aSample({ ...COMPLETED, atPingOne: { deleted: TOKEN_IDS, endedSessions: ['s-1'] } });
    expect(strayEffects([sample], pingone)).toEqual([
      'The OATH token t-9 was deleted, and no sample had asked for it.',
      'The session s-9 was ended, and no sample had asked for it.',
    ]);
  });
});
