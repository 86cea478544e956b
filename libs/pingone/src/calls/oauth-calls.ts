import type { PingOneAnswer } from '../answer.js';
import type { ClientAuthenticator } from '../auth/client-authenticator.js';
import type { Clock } from '../clock.port.js';
import type { Gate } from '../gate/gate.js';
import type { Permit } from '../gate/request-gate.port.js';
import { problemOfAssertion } from '../auth/assertion-time.js';
import { judgeOAuthCall } from '../http/answer.policy.js';
import { identityOf } from './identity-of.js';
import type { Operation } from '../operation.js';
import type { Caller, ReadAnswer } from './caller.js';

/** A call of the authorization server, `…/{environmentId}/as/…`, authenticated as an application. */
export interface OAuthCall<T> {
  readonly operation: Operation;
  readonly environmentId: string;
  readonly clientId: string;
  readonly transactionId: string;
  /** Below `/as`. */
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  /** Secrets in the form, beside those of the authentication. */
  readonly secrets: readonly string[];
  readonly mayLeave: () => boolean;
  readonly read: ReadAnswer<T>;
}

export interface OAuthParts {
  /** Without a slash at the end. */
  readonly authUrl: string;
  readonly gate: Gate;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly authenticatorOf: (environmentId: string, clientId: string) => ClientAuthenticator | undefined;
}

export class OAuthCalls {
  constructor(private readonly parts: OAuthParts) {}

  async call<T>(permit: Permit, call: OAuthCall<T>): Promise<PingOneAnswer<T>> {
    const { operation, environmentId, clientId, transactionId } = call;
    const authenticator = this.parts.authenticatorOf(environmentId, clientId);
    if (!authenticator) {
      permit.release();
      throw new Error(`The application ${clientId} of environment ${environmentId} is not registered.`);
    }
    const claimed = this.parts.gate.claim(permit, { operation, environmentId, clientId });
    if (!claimed) {
      return { kind: 'wait', reason: 'unavailable' };
    }
    try {
      // Signing takes a while: it is done before the request counts as started.
      const parts = await authenticator.authenticate(this.parts.clock.wall());
      const body = new URLSearchParams({ ...parts.form, ...call.form }).toString();
      return await this.parts.caller.call({
        permit: claimed,
        operation,
        transactionId,
        request: {
          method: 'POST',
          url: `${this.parts.authUrl}/${encodeURIComponent(environmentId)}/as/${call.path}`,
          headers: { ...parts.headers, 'content-type': 'application/x-www-form-urlencoded' },
          body,
          mayLeave: call.mayLeave,
        },
        secrets: [...call.secrets, ...parts.secrets],
        identity: { whole: () => identityOf(call.path, ...Object.values(call.form)) },
        judge: (exchange, effect, error) =>
          judgeOAuthCall(exchange, effect, {
            error,
            assertion: problemOfAssertion(parts.assertion, exchange),
          }),
        read: call.read,
      });
    } finally {
      claimed.end({ kind: 'unused' });
    }
  }
}
