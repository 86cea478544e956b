import { scrub } from '#libs/redaction';
import type { Trouble, TroubleCause } from '../trouble.js';
import type { Verdict } from './answer.policy.js';
import type { ErrorBody } from './error-body.js';
import type { Answered, Exchange } from './exchange.js';

/** What stood in the way; undefined where nothing did. */
export function troubleOf(
  exchange: Exchange,
  { verdict, error }: { readonly verdict: Verdict; readonly error: ErrorBody | undefined },
): Trouble | undefined {
  if (verdict.kind !== 'wait' && verdict.kind !== 'unknown') {
    return undefined;
  }
  switch (exchange.kind) {
    case 'not-sent':
      return undefined;
    case 'unanswered':
      return exchange.trouble;
    case 'answered':
      return { cause: causeOf(exchange, verdict, error), detail: describe(exchange, verdict, error) };
  }
}

type Unserved = Extract<Verdict, { readonly kind: 'wait' | 'unknown' }>;

function causeOf(answer: Answered, verdict: Unserved, error: ErrorBody | undefined): TroubleCause {
  switch (verdict.because) {
    case 'credentials-refused':
      return 'credentials';
    case 'permission-denied':
      return 'permission';
    case 'rate-limited':
    case 'unavailable':
      break;
  }
  if (error) {
    return answer.status < 500 ? 'request-refused' : 'server-error';
  }
  if (answer.unreadable !== undefined) {
    return 'answer-unreadable';
  }
  return answer.status < 400 ? 'answer-unexpected' : 'gateway';
}

/** `HTTP 401 invalid_client: …`, or `HTTP 502, text/html` of what is not PingOne. */
function describe(
  { status, contentType, unreadable }: Answered,
  verdict: Unserved,
  error: ErrorBody | undefined,
): string {
  const what = error
    ? ` ${error.code}${error.message === error.code ? '' : `: ${error.message}`}`
    : `, ${unreadable ?? contentType ?? 'without a content type'}`;
  const note = verdict.kind === 'wait' && verdict.note !== undefined ? ` (${verdict.note})` : '';
  return scrub(`HTTP ${status}${what}${note}`);
}
