import type { WaitReason } from '../answer.js';
import type { CallReport } from '../gate/call-report.js';
import type { Effect } from '../operation.js';
import type { Exchange } from './exchange.js';

/**
 * What an exchange means. The HTTP status decides; a body only where two
 * meanings share a status.
 */
export type Verdict =
  /** A 2xx: read the body. */
  | { readonly kind: 'served' }
  | { readonly kind: 'rejected' }
  /** Certainly not done. */
  | { readonly kind: 'wait'; readonly because: WaitReason }
  /** May have been done. */
  | { readonly kind: 'unknown'; readonly because: WaitReason }
  /** Certainly not done, and nothing was learned of PingOne. */
  | { readonly kind: 'withdrawn' };

/** What the policy must know of a body. */
export interface BodyFacts {
  /** Whether an error answer is PingOne's own (it has a code), not one of a proxy or load balancer. */
  readonly ofPingOne: boolean;
}

/**
 * For calls with a worker token.
 *
 * What makes "not done" certain: no connection; 408 (the request never came in
 * whole, RFC 9110 section 15.5.9); 425, 429 (refused before the work); 401 and
 * 403 (refused before the work); a 503 with PingOne's error body (PingOne itself
 * says that it did not). Everything else that is not an answer of PingOne to
 * this request leaves it open: a 500 may come after the work, a 502, a 504 and a
 * bare 503 come from something in between that may have passed it on, and a
 * timeout or a reset tells nothing. Reads are simply made again; a call that
 * changes something has then an unknown outcome (P3).
 */
export function judgeApiCall(exchange: Exchange, effect: Effect, { ofPingOne }: BodyFacts): Verdict {
  if (exchange.kind === 'withdrawn') {
    return { kind: 'withdrawn' };
  }
  if (exchange.kind === 'unanswered') {
    return exchange.delivered === 'never' ? wait('unavailable') : undecided('unavailable', effect);
  }
  const { status } = exchange;
  if (status >= 200 && status < 300) {
    return { kind: 'served' };
  }
  switch (status) {
    case 401:
      return wait('credentials-refused');
    case 403:
      return wait('permission-denied');
    case 429:
      return wait('rate-limited');
    case 407:
    case 408:
    case 425:
      return wait('unavailable');
    case 404:
    case 405:
      // Without PingOne's code nobody there knows PingOne's paths: a wrong base URL must not read as "gone" (P3).
      return ofPingOne ? { kind: 'rejected' } : wait('unavailable');
    case 503:
      return ofPingOne ? wait('unavailable') : undecided('unavailable', effect);
    default:
      return status >= 400 && status < 500 ? { kind: 'rejected' } : undecided('unavailable', effect);
  }
}

/**
 * For the endpoints of the authorization server, where an error has an OAuth
 * code (RFC 6749 section 5.2, RFC 7009 section 2.2.1). Differences: a client
 * that is refused may get 400 or 401, and a 503 always means "not done: assume
 * that the token still exists".
 */
export function judgeOAuthCall(
  exchange: Exchange,
  effect: Effect,
  { code }: { readonly code: string | undefined },
): Verdict {
  if (
    exchange.kind === 'answered' &&
    exchange.status >= 400 &&
    exchange.status < 500 &&
    exchange.status !== 429
  ) {
    switch (code) {
      case 'invalid_client':
        return wait('credentials-refused');
      case 'unauthorized_client':
        return wait('permission-denied');
      default:
        break;
    }
  }
  if (exchange.kind === 'answered' && exchange.status === 503) {
    return wait('unavailable');
  }
  return judgeApiCall(exchange, effect, { ofPingOne: code !== undefined });
}

/** A 2xx whose body is not what it should be: something in between answered, or PingOne does not mean it. */
export function judgeUnreadable(effect: Effect): Verdict {
  return undecided('unavailable', effect);
}

/** What the gate is told. */
export function reportOf(verdict: Verdict, retryAfterMs: number | undefined): CallReport {
  const when = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (verdict.kind) {
    case 'served':
    case 'rejected':
      return { kind: 'served' };
    case 'wait':
    case 'unknown':
      return verdict.because === 'rate-limited'
        ? { kind: 'limited', ...when }
        : { kind: 'unserved', reason: verdict.because, ...when };
    case 'withdrawn':
      return { kind: 'unused' };
  }
}

function wait(because: WaitReason): Verdict {
  return { kind: 'wait', because };
}

function undecided(because: WaitReason, effect: Effect): Verdict {
  return effect === 'reads' ? wait(because) : { kind: 'unknown', because };
}
