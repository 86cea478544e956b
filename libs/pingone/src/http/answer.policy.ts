import type { WaitReason } from '../answer.js';
import type { CallReport } from '../gate/call-report.js';
import type { Trouble } from '../trouble.js';
import type { ErrorBody } from './error-body.js';
import type { Answered, Exchange } from './exchange.js';

/** What a call does in PingOne: see `Descriptor`. */
export type Effect = 'reads' | 'changes';

/**
 * What an exchange means. The HTTP status decides; a body only where two
 * meanings share a status, and only where it is PingOne's own: see `readErrorBody`.
 */
export type Verdict =
  /** A 2xx: read the body. */
  | { readonly kind: 'served' }
  | { readonly kind: 'rejected' }
  /** Certainly not done. */
  | Wait
  /** May have been done. */
  | { readonly kind: 'unknown'; readonly because: WaitReason }
  /** Certainly not done, and nothing was learned of PingOne. */
  | { readonly kind: 'not-sent' };

interface Wait {
  readonly kind: 'wait';
  readonly because: WaitReason;
  /** It may be this very request that is refused: where others of its scope are served, it is. */
  readonly suspect?: 'request';
  /** For people: what the status does not show. */
  readonly note?: string;
}

/**
 * For calls with a worker token.
 *
 * What makes "not done" certain: no connection; 408 (the request never came in
 * whole, RFC 9110 section 15.5.9); 425, 429 (refused before the work); 401 and
 * 403 (refused before the work); a 503 with PingOne's error body (PingOne itself
 * says that it did not); a 4xx of something in between, which refuses a request
 * instead of passing it on (but for nginx's 499, which says that somebody hung
 * up). Everything else that is not an answer of PingOne to this request leaves it
 * open: a 500 may come after the work, a 502, a 504 and a bare 503 come from
 * something in between that may have passed it on, and a timeout or a reset tells
 * nothing. Reads are simply made again; a call that changes something has then an
 * unknown outcome (P3).
 *
 * Only PingOne rejects (P4): what is in between refuses good requests too.
 */
export function judgeApiCall(exchange: Exchange, effect: Effect, error: ErrorBody | undefined): Verdict {
  if (exchange.kind !== 'answered') {
    return judgeMissing(exchange, effect);
  }
  const { status } = exchange;
  const code = error?.shape === 'platform' ? error.code : undefined;
  switch (status) {
    case 401:
      return wait('credentials-refused');
    case 403:
      return code === undefined ? refused() : wait('permission-denied');
    case 404:
      // What is not PingOne's NOT_FOUND must not read as "gone" (P3): a wrong base URL, a proxy that does not know the path.
      return code === 'NOT_FOUND' ? { kind: 'rejected' } : refused();
    default:
      return judgeStatus(exchange, effect, code);
  }
}

export interface OAuthFacts {
  readonly error: ErrorBody | undefined;
  /** What the server's clock says of our assertion, where it is not in its time there. */
  readonly assertion?: AssertionProblem | undefined;
}

export interface AssertionProblem {
  readonly kind: 'expired' | 'not-yet-valid';
  /** For people. */
  readonly note: string;
}

/**
 * For the endpoints of the authorization server, where an error has an OAuth code
 * (RFC 6749 section 5.2, RFC 7009 section 2.2.1). Differences: what is wrong with
 * a client's credentials has many codes there (an undecodable Basic header and an
 * unknown `kid` are an `invalid_request`, a wrong secret is an
 * `unauthorized_client`, an assertion out of its time a 500, depending on the
 * server); only what the RFCs say of the token itself rejects; and a 503 always
 * means "not done: assume that the token still exists".
 */
export function judgeOAuthCall(
  exchange: Exchange,
  effect: Effect,
  { error, assertion }: OAuthFacts,
): Verdict {
  if (exchange.kind !== 'answered') {
    return judgeMissing(exchange, effect);
  }
  const verdict = judgeOAuthStatus(exchange, effect, error);
  const isRefused =
    verdict.kind === 'unknown' || (verdict.kind === 'wait' && verdict.because !== 'rate-limited');
  return assertion && isRefused && isToBlame(assertion, exchange)
    ? { ...wait('credentials-refused'), note: assertion.note }
    : verdict;
}

/** An assertion that has expired is refused by every server; one from the future only by some, which a 5xx may have nothing to do with. */
function isToBlame({ kind }: AssertionProblem, { status }: Answered): boolean {
  return status >= 400 && (kind === 'expired' || status < 500);
}

function judgeOAuthStatus(exchange: Answered, effect: Effect, error: ErrorBody | undefined): Verdict {
  const { status } = exchange;
  const code = error?.shape === 'oauth' ? error.code : undefined;
  switch (status) {
    case 400:
    case 401:
    case 403:
      return code === undefined && status !== 401 ? refused() : judgeOAuthError(code);
    case 503:
      return wait('unavailable');
    default:
      // RFC 6749 knows 400 and 401 (and servers say 403): an error that comes with another status is not about the token.
      return judgeStatus(exchange, effect, undefined);
  }
}

function judgeOAuthError(code: string | undefined): Verdict {
  switch (code) {
    case 'unsupported_token_type':
    case 'invalid_grant':
    case 'invalid_token':
      return { kind: 'rejected' };
    case 'server_error':
    case 'temporarily_unavailable':
      return wait('unavailable');
    case 'invalid_request':
      // Our requests have all that they must have, so it is the client's authentication, or a token that is not this client's.
      return { ...wait('credentials-refused'), suspect: 'request' };
    default:
      return wait('credentials-refused');
  }
}

function judgeMissing(exchange: Exclude<Exchange, Answered>, effect: Effect): Verdict {
  switch (exchange.kind) {
    case 'not-sent':
      return { kind: 'not-sent' };
    case 'unanswered':
      return exchange.delivered === 'never' ? wait('unavailable') : undecided('unavailable', effect);
  }
}

/** @param code of an error of the platform's own */
function judgeStatus({ status, unreadable }: Answered, effect: Effect, code: string | undefined): Verdict {
  if (status >= 200 && status < 300) {
    return unreadable === undefined ? { kind: 'served' } : judgeUnreadable(effect);
  }
  switch (status) {
    case 429:
      return wait('rate-limited');
    case 407:
    case 408:
    case 425:
      return wait('unavailable');
    case 499:
      return undecided('unavailable', effect);
    case 503:
      return code === undefined ? undecided('unavailable', effect) : wait('unavailable');
    default:
      if (status < 400 || status >= 500) {
        return undecided('unavailable', effect);
      }
      return code === undefined ? refused() : { kind: 'rejected' };
  }
}

/** A 2xx whose body is not what it should be: something in between answered, or PingOne does not mean it. */
export function judgeUnreadable(effect: Effect): Verdict {
  return undecided('unavailable', effect);
}

/** What the gate is told. */
export function reportOf(
  verdict: Verdict,
  {
    retryAfterMs,
    trouble,
  }: { readonly retryAfterMs?: number | undefined; readonly trouble?: Trouble | undefined },
): CallReport {
  const when = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (verdict.kind) {
    case 'served':
    case 'rejected':
      return { kind: 'served' };
    case 'wait':
    case 'unknown':
      return verdict.because === 'rate-limited'
        ? { kind: 'limited', ...when }
        : { kind: 'unserved', reason: verdict.because, ...(trouble && { trouble }), ...when };
    case 'not-sent':
      return { kind: 'unused' };
  }
}

function wait(because: WaitReason): Wait {
  return { kind: 'wait', because };
}

/** By something in between, or by PingOne in words that do not say that the request is wrong. */
function refused(): Verdict {
  return { kind: 'wait', because: 'unavailable', suspect: 'request' };
}

function undecided(because: WaitReason, effect: Effect): Verdict {
  return effect === 'reads' ? wait(because) : { kind: 'unknown', because };
}
