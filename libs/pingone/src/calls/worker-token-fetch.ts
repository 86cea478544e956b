import { Secret } from '#libs/redaction';
import { problemOfAssertion } from '../auth/assertion-time.js';
import type { ClientAuthenticator } from '../auth/client-authenticator.js';
import type { FetchedToken } from '../auth/worker-token.js';
import type { Clock } from '../clock.port.js';
import type { Gate } from '../gate/gate.js';
import {
  judgeOAuthCall,
  judgeUnreadable,
  reportOf,
  type OAuthFacts,
  type Verdict,
} from '../http/answer.policy.js';
import { readErrorBody } from '../http/error-body.js';
import type { Exchange } from '../http/exchange.js';
import { isObject, parseJson } from '../http/json.js';
import type { PingOneHttp } from '../http/pingone-http.js';
import { retryAfterMs } from '../http/retry-after.js';
import { troubleOf } from '../http/trouble-of.js';

const OPERATION = 'worker-token';

/** RFC 6749 section 5.1 only recommends `expires_in`: short, so that a token without it is soon replaced. */
const UNTOLD_LIFE_MS = 5 * 60_000;

export interface TokenFetchParts {
  readonly authUrl: string;
  readonly gate: Gate;
  readonly http: PingOneHttp;
  readonly clock: Clock;
  readonly authenticator: ClientAuthenticator;
  /** Aborted when the client is closed. */
  readonly signal: AbortSignal;
}

/**
 * One attempt at `POST …/as/token` with `client_credentials`. Waits for its turn
 * like everybody (a token costs budget, and its endpoint has outages), but in
 * front of all. Undefined: there is none yet, and the gate knows why.
 */
export async function fetchWorkerToken(
  environmentId: string,
  { authUrl, gate, http, clock, authenticator, signal }: TokenFetchParts,
): Promise<FetchedToken | undefined> {
  const permit = await gate.acquireForToken(environmentId, signal).catch(() => undefined);
  const claimed = permit && gate.claim(permit, { operation: OPERATION, environmentId });
  if (!claimed) {
    return undefined;
  }
  try {
    const { headers, form, secrets, assertion } = await authenticator.authenticate(clock.wall());
    const request = {
      operation: OPERATION,
      method: 'POST',
      url: `${authUrl}/${encodeURIComponent(environmentId)}/as/token`,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
    } as const;
    const exchange = await http.send(request, () => claimed.start());
    const error = exchange.kind === 'answered' ? readErrorBody(exchange, secrets) : undefined;
    const { token, verdict } = judge(exchange, { error, assertion: problemOfAssertion(assertion, exchange) });
    const { retryAfter, date } = exchange.kind === 'answered' ? exchange : {};
    const trouble = troubleOf(exchange, { verdict, error });
    const wait = retryAfterMs(retryAfter, { date, now: clock.wall() });
    claimed.end(reportOf(verdict, { retryAfterMs: wait, trouble }));
    return token;
  } finally {
    claimed.end({ kind: 'unused' });
  }
}

function judge(
  exchange: Exchange,
  facts: OAuthFacts,
): { readonly token?: FetchedToken; readonly verdict: Verdict } {
  const verdict = judgeOAuthCall(exchange, 'reads', facts);
  if (exchange.kind !== 'answered' || verdict.kind === 'wait' || verdict.kind === 'unknown') {
    return { verdict };
  }
  if (verdict.kind === 'rejected') {
    // There is no event to blame for it: whatever is wrong is wrong with the credentials.
    return { verdict: { kind: 'wait', because: 'credentials-refused' } };
  }
  const token = readToken(exchange.body);
  return token ? { token, verdict } : { verdict: judgeUnreadable('reads') };
}

function readToken(body: string): FetchedToken | undefined {
  const json = parseJson(body);
  const accessToken = isObject(json) ? json['access_token'] : undefined;
  if (!isObject(json) || typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    return undefined;
  }
  const seconds = Number(json['expires_in']);
  return { accessToken: new Secret(accessToken), expiresInMs: seconds > 0 ? seconds * 1000 : UNTOLD_LIFE_MS };
}
