import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { aDeadLetter, anAnswer, anOutcome } from '../../test/answers.js';
import type { Answer } from '../stream/answer.js';
import { rowOf } from './row.js';
import { answered, EMPTY_TALLY, published, statusOf } from './tally.js';

const row = (answer: Answer | undefined): string =>
  stripVTControlCharacters(
    rowOf({ lead: '12:00:01', leadStyle: 'dim', input: 'user.deprovisioned', title: 'a leaver', answer }),
  );

describe('a row', () => {
  it('says what became of an event, how fast, and how much was revoked', () => {
    expect(row(anAnswer())).toBe(
      '12:00:01  completed      812 ms  user.deprovisioned  a leaver                                    OATH 3 of 3',
    );
  });

  it('says why something was not revoked', () => {
    const failure = { code: 'job-failed', message: 'x', retryable: false } as const;
    expect(row(anAnswer({ status: 'partial', revoked: 2, exposureMs: 2_100, failure }))).toMatch(
      /partial +2\.1 s .* job-failed, OATH 2 of 3$/,
    );
  });

  it('shows OAuth tokens beside OATH tokens, and an unknown count as such', () => {
    const token = { kind: 'oauth-token', status: 'done', tokenSha256: 'a'.repeat(64) } as const;
    const { steps } = anOutcome();
    const answer = anAnswer({
      revoked: null,
      steps: [...steps, token, { ...token, status: 'not-revocable' }],
    });
    expect(row(answer)).toMatch(/OATH \? of 3, OAuth 1 of 2$/);
  });

  it('shows how many sessions were ended, by their ids or as all of a user', () => {
    const session = { kind: 'session', status: 'done', sessionId: 's-1' } as const;
    const sessions = { kind: 'user-sessions', status: 'done', ended: 2 } as const;
    expect(row(anAnswer({ steps: [session] }))).toMatch(/ a leaver +sessions 1$/);
    expect(row(anAnswer({ steps: [...anOutcome().steps, sessions] }))).toMatch(/OATH 3 of 3, sessions 2$/);
    expect(row(anAnswer({ steps: [{ ...session, status: 'failed' }] }))).not.toContain('sessions');
  });

  it('shows a dead letter with its code, and a missing answer as missing', () => {
    expect(row(aDeadLetter())).toMatch(/dead letter .* not-json$/);
    expect(row(undefined)).toMatch(/missing .* a leaver$/);
  });
});

describe('the line at the bottom', () => {
  it('counts what was published and what became of it', () => {
    const tally = published(answered(answered(EMPTY_TALLY, anAnswer()), aDeadLetter()), 3);
    expect(statusOf(tally, { consumed: 3, ignored: 1, open: 0 })).toBe(
      'published 3  completed 1  partial 0  failed 0  dead letters 1  ignored 1  open 0  exposure p50 812 ms max 812 ms',
    );
  });

  it('says that it does not know what the service does not say', () => {
    expect(statusOf(EMPTY_TALLY, undefined)).toContain('ignored ?  open ?  exposure –');
  });
});
