import { describe, expect, it } from '@jest/globals';
import type { Effect } from '../operation.js';
import { judgeApiCall, judgeOAuthCall, judgeUnreadable, reportOf, type Verdict } from './answer.policy.js';
import type { Exchange } from './exchange.js';

const UNAVAILABLE = 'wait unavailable';

function answer(status: number): Exchange {
  return { kind: 'answered', status, body: '' };
}

function short(verdict: Verdict): string {
  return 'because' in verdict && verdict.kind === 'wait' ? `wait ${verdict.because}` : verdict.kind;
}

/** Status, whether the body is PingOne's own error, then the verdicts of a call that changes something and of a read. */
const API: readonly [status: number, body: 'pingone' | 'foreign', changes: string, reads: string][] = [
  [200, 'foreign', 'served', 'served'],
  [202, 'foreign', 'served', 'served'],
  [204, 'foreign', 'served', 'served'],
  // Somebody in between speaks: a redirect may follow after the work.
  [302, 'foreign', 'unknown', UNAVAILABLE],
  [304, 'foreign', 'unknown', UNAVAILABLE],
  [400, 'pingone', 'rejected', 'rejected'],
  [400, 'foreign', 'rejected', 'rejected'],
  // 401 and 403 share PingOne's code ACCESS_FAILED: the status decides.
  [401, 'pingone', 'wait credentials-refused', 'wait credentials-refused'],
  [401, 'foreign', 'wait credentials-refused', 'wait credentials-refused'],
  [403, 'pingone', 'wait permission-denied', 'wait permission-denied'],
  [403, 'foreign', 'wait permission-denied', 'wait permission-denied'],
  [404, 'pingone', 'rejected', 'rejected'],
  [404, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [405, 'pingone', 'rejected', 'rejected'],
  [405, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [407, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [408, 'pingone', UNAVAILABLE, UNAVAILABLE],
  [408, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [409, 'pingone', 'rejected', 'rejected'],
  [413, 'foreign', 'rejected', 'rejected'],
  [415, 'pingone', 'rejected', 'rejected'],
  [422, 'pingone', 'rejected', 'rejected'],
  [425, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [429, 'pingone', 'wait rate-limited', 'wait rate-limited'],
  [429, 'foreign', 'wait rate-limited', 'wait rate-limited'],
  // A 500 may come after the work; what is in between may have passed the request on.
  [500, 'pingone', 'unknown', UNAVAILABLE],
  [500, 'foreign', 'unknown', UNAVAILABLE],
  [501, 'pingone', 'unknown', UNAVAILABLE],
  [502, 'pingone', 'unknown', UNAVAILABLE],
  [503, 'pingone', UNAVAILABLE, UNAVAILABLE],
  [503, 'foreign', 'unknown', UNAVAILABLE],
  [504, 'pingone', 'unknown', UNAVAILABLE],
  [599, 'foreign', 'unknown', UNAVAILABLE],
];

describe('an answer of the management API', () => {
  it.each(API)('%i with a %s body: %s, a read: %s', (status, body, changes, reads) => {
    const facts = { ofPingOne: body === 'pingone' };
    expect(short(judgeApiCall(answer(status), 'changes', facts))).toBe(changes);
    expect(short(judgeApiCall(answer(status), 'reads', facts))).toBe(reads);
  });

  it.each<['never' | 'maybe', Effect, string]>([
    ['never', 'changes', UNAVAILABLE],
    ['never', 'reads', UNAVAILABLE],
    ['maybe', 'changes', 'unknown'],
    ['maybe', 'reads', UNAVAILABLE],
  ])('that never came, the request delivered %s, of a call that %s: %s', (delivered, effect, expected) => {
    expect(short(judgeApiCall({ kind: 'unanswered', delivered }, effect, { ofPingOne: false }))).toBe(
      expected,
    );
  });

  it('of 2xx that cannot be read leaves a change open, and makes a read wait', () => {
    expect(short(judgeUnreadable('changes'))).toBe('unknown');
    expect(short(judgeUnreadable('reads'))).toBe(UNAVAILABLE);
  });
});

const OAUTH: readonly [status: number, code: string | undefined, expected: string][] = [
  [200, undefined, 'served'],
  [400, 'unsupported_token_type', 'rejected'],
  [400, 'invalid_request', 'rejected'],
  [400, 'invalid_client', 'wait credentials-refused'],
  [401, 'invalid_client', 'wait credentials-refused'],
  [401, undefined, 'wait credentials-refused'],
  [400, 'unauthorized_client', 'wait permission-denied'],
  [403, undefined, 'wait permission-denied'],
  [404, undefined, UNAVAILABLE],
  [404, 'NOT_FOUND', 'rejected'],
  [429, 'invalid_client', 'wait rate-limited'],
  [500, 'server_error', 'unknown'],
  // RFC 7009 section 2.2.1: the client must assume that the token still exists.
  [503, undefined, UNAVAILABLE],
  [503, 'temporarily_unavailable', UNAVAILABLE],
];

describe('an answer of the authorization server', () => {
  it.each(OAUTH)('%i %s: %s', (status, code, expected) => {
    expect(short(judgeOAuthCall(answer(status), 'changes', { code }))).toBe(expected);
  });

  it('is not waited for where the request was taken back', () => {
    const facts = { code: undefined };
    expect(judgeOAuthCall({ kind: 'withdrawn' }, 'changes', facts)).toEqual({ kind: 'withdrawn' });
  });

  it('that never came is judged as any other', () => {
    const lost: Exchange = { kind: 'unanswered', delivered: 'maybe' };
    expect(short(judgeOAuthCall(lost, 'changes', { code: undefined }))).toBe('unknown');
  });
});

describe('what the gate is told', () => {
  it.each<[Verdict, unknown]>([
    [{ kind: 'served' }, { kind: 'served' }],
    [{ kind: 'rejected' }, { kind: 'served' }],
    [
      { kind: 'wait', because: 'rate-limited' },
      { kind: 'limited', retryAfterMs: 9 },
    ],
    [
      { kind: 'wait', because: 'permission-denied' },
      { kind: 'unserved', reason: 'permission-denied', retryAfterMs: 9 },
    ],
    [
      { kind: 'unknown', because: 'unavailable' },
      { kind: 'unserved', reason: 'unavailable', retryAfterMs: 9 },
    ],
    [{ kind: 'withdrawn' }, { kind: 'unused' }],
  ])('of %j', (verdict, report) => {
    expect(reportOf(verdict, 9)).toEqual(report);
  });
});
