import { describe, expect, it } from '@jest/globals';
import {
  type AssertionProblem,
  type Effect,
  judgeApiCall,
  judgeOAuthCall,
  judgeUnreadable,
  reportOf,
  type Verdict,
} from './answer.policy.js';
import type { ErrorBody } from './error-body.js';
import type { Exchange } from './exchange.js';

const UNAVAILABLE = 'wait unavailable';

const GATEWAY = 'wait unavailable, suspect request';

function answer(status: number): Exchange {
  return { kind: 'answered', status, body: '' };
}

function lost(delivered: 'never' | 'maybe'): Exchange {
  return { kind: 'unanswered', delivered, trouble: { cause: 'timeout', detail: 'no answer' } };
}

function error(shape: ErrorBody['shape'], code: string): ErrorBody {
  return { shape, code, message: 'No.' };
}

function short(verdict: Verdict): string {
  if (verdict.kind !== 'wait') {
    return verdict.kind;
  }
  return `wait ${verdict.because}${verdict.suspect ? `, suspect ${verdict.suspect}` : ''}`;
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
  // A gateway refuses good requests too: only PingOne rejects.
  [400, 'foreign', GATEWAY, GATEWAY],
  // 401 and 403 share PingOne's code ACCESS_FAILED: the status decides.
  [401, 'pingone', 'wait credentials-refused', 'wait credentials-refused'],
  [401, 'foreign', 'wait credentials-refused', 'wait credentials-refused'],
  [403, 'pingone', 'wait permission-denied', 'wait permission-denied'],
  [403, 'foreign', GATEWAY, GATEWAY],
  [404, 'pingone', 'rejected', 'rejected'],
  [404, 'foreign', GATEWAY, GATEWAY],
  [405, 'pingone', 'rejected', 'rejected'],
  [405, 'foreign', GATEWAY, GATEWAY],
  [406, 'foreign', GATEWAY, GATEWAY],
  [407, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [408, 'pingone', UNAVAILABLE, UNAVAILABLE],
  [408, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [409, 'pingone', 'rejected', 'rejected'],
  [411, 'foreign', GATEWAY, GATEWAY],
  [413, 'pingone', 'rejected', 'rejected'],
  [413, 'foreign', GATEWAY, GATEWAY],
  [414, 'foreign', GATEWAY, GATEWAY],
  [415, 'pingone', 'rejected', 'rejected'],
  [422, 'pingone', 'rejected', 'rejected'],
  [418, 'foreign', GATEWAY, GATEWAY],
  [421, 'foreign', GATEWAY, GATEWAY],
  [425, 'foreign', UNAVAILABLE, UNAVAILABLE],
  [429, 'pingone', 'wait rate-limited', 'wait rate-limited'],
  [429, 'foreign', 'wait rate-limited', 'wait rate-limited'],
  [431, 'foreign', GATEWAY, GATEWAY],
  [451, 'foreign', GATEWAY, GATEWAY],
  // nginx: whoever it asked for had hung up, so it had passed the request on.
  [499, 'foreign', 'unknown', UNAVAILABLE],
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
    const own = body === 'pingone' ? error('platform', status === 404 ? 'NOT_FOUND' : 'CODE') : undefined;
    expect(short(judgeApiCall(answer(status), 'changes', own))).toBe(changes);
    expect(short(judgeApiCall(answer(status), 'reads', own))).toBe(reads);
  });

  it.each<[string, ErrorBody]>([
    ['another code of PingOne', error('platform', 'REQUEST_FAILED')],
    ['an OAuth error', error('oauth', 'invalid_request')],
  ])('404 with %s does not read as "gone": it waits', (_what, own) => {
    expect(short(judgeApiCall(answer(404), 'reads', own))).toBe(GATEWAY);
  });

  it('with an OAuth error is not of the platform: it waits', () => {
    expect(short(judgeApiCall(answer(400), 'changes', error('oauth', 'invalid_request')))).toBe(GATEWAY);
  });

  it.each<['never' | 'maybe', Effect, string]>([
    ['never', 'changes', UNAVAILABLE],
    ['never', 'reads', UNAVAILABLE],
    ['maybe', 'changes', 'unknown'],
    ['maybe', 'reads', UNAVAILABLE],
  ])('that never came, the request delivered %s, of a call that %s: %s', (delivered, effect, expected) => {
    expect(short(judgeApiCall(lost(delivered), effect, undefined))).toBe(expected);
  });

  it('of 2xx that cannot be read leaves a change open, and makes a read wait', () => {
    expect(short(judgeUnreadable('changes'))).toBe('unknown');
    expect(short(judgeUnreadable('reads'))).toBe(UNAVAILABLE);
    const coded: Exchange = { kind: 'answered', status: 200, body: '', unreadable: 'the body is coded' };
    expect(short(judgeApiCall(coded, 'changes', undefined))).toBe('unknown');
    expect(short(judgeOAuthCall(coded, 'changes', { error: undefined }))).toBe('unknown');
    expect(short(judgeApiCall(coded, 'reads', undefined))).toBe(UNAVAILABLE);
  });
});

const REFUSED = 'wait credentials-refused';

const OAUTH: readonly [status: number, code: string | undefined, expected: string][] = [
  [200, undefined, 'served'],
  // Of the token, in the words of the RFCs.
  [400, 'unsupported_token_type', 'rejected'],
  [400, 'invalid_grant', 'rejected'],
  [401, 'invalid_token', 'rejected'],
  // An undecodable Basic header (oidc-provider, fosite), an unknown `kid` (fosite), or a token of another client (Keycloak).
  [400, 'invalid_request', `${REFUSED}, suspect request`],
  [400, 'invalid_client', REFUSED],
  [401, 'invalid_client', REFUSED],
  [401, undefined, REFUSED],
  // A wrong secret (Keycloak).
  [401, 'unauthorized_client', REFUSED],
  [400, 'unauthorized_client', REFUSED],
  [403, 'access_denied', REFUSED],
  [400, 'unsupported_grant_type', REFUSED],
  [400, undefined, GATEWAY],
  [403, undefined, GATEWAY],
  [404, undefined, GATEWAY],
  // A path that an authorization server does not know (oidc-provider).
  [404, 'invalid_request', GATEWAY],
  [413, undefined, GATEWAY],
  [400, 'temporarily_unavailable', UNAVAILABLE],
  [408, undefined, UNAVAILABLE],
  [429, 'invalid_client', 'wait rate-limited'],
  [500, 'server_error', 'unknown'],
  [502, undefined, 'unknown'],
  // RFC 7009 section 2.2.1: the client must assume that the token still exists.
  [503, undefined, UNAVAILABLE],
  [503, 'temporarily_unavailable', UNAVAILABLE],
];

describe('an answer of the authorization server', () => {
  it.each(OAUTH)('%i %s: %s', (status, code, expected) => {
    const own = code === undefined ? undefined : error('oauth', code);
    expect(short(judgeOAuthCall(answer(status), 'changes', { error: own }))).toBe(expected);
  });

  it('in the words of the platform rejects no token', () => {
    const own = error('platform', 'NOT_FOUND');
    expect(short(judgeOAuthCall(answer(404), 'changes', { error: own }))).toBe(GATEWAY);
  });

  it('is not waited for where the request was not sent', () => {
    expect(judgeOAuthCall({ kind: 'not-sent' }, 'changes', { error: undefined })).toEqual({
      kind: 'not-sent',
    });
  });

  it('that never came is judged as any other', () => {
    expect(short(judgeOAuthCall(lost('maybe'), 'changes', { error: undefined }))).toBe('unknown');
  });

  it.each<[AssertionProblem['kind'], number, string | undefined, string]>([
    ['expired', 500, undefined, REFUSED],
    ['expired', 500, 'server_error', REFUSED],
    ['expired', 400, undefined, REFUSED],
    ['not-yet-valid', 401, 'invalid_client', REFUSED],
    // An outage is not the fault of an assertion that many servers would take.
    ['not-yet-valid', 503, undefined, UNAVAILABLE],
    ['expired', 400, 'unsupported_token_type', 'rejected'],
    ['expired', 429, undefined, 'wait rate-limited'],
    ['expired', 200, undefined, 'served'],
  ])('to an assertion that is %s by its clock, %i %s: %s', (kind, status, code, expected) => {
    const own = code === undefined ? undefined : error('oauth', code);
    const assertion = { kind, note: 'by its clock' };
    const verdict = judgeOAuthCall(answer(status), 'changes', { error: own, assertion });
    expect(short(verdict)).toBe(expected);
    expect('note' in verdict).toBe(expected === REFUSED);
  });
});

const trouble = { cause: 'gateway', detail: 'HTTP 502' } as const;

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
      { kind: 'unserved', reason: 'permission-denied', trouble, retryAfterMs: 9 },
    ],
    [
      { kind: 'unknown', because: 'unavailable' },
      { kind: 'unserved', reason: 'unavailable', trouble, retryAfterMs: 9 },
    ],
    [{ kind: 'not-sent' }, { kind: 'unused' }],
  ])('of %j', (verdict, report) => {
    expect(reportOf(verdict, { retryAfterMs: 9, trouble })).toEqual(report);
  });
});
