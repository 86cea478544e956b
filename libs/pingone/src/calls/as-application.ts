import { problemOfAssertion } from '../auth/assertion-time.js';
import type { ClientRegistry } from '../auth/client-registry.js';
import type { Clock } from '../clock.port.js';
import { judgeOAuthCall } from '../http/answer.policy.js';
import type { OAuthRequest } from './descriptor.js';
import { identityOf, type CallContext, type PlannedCall } from './planned-call.js';

export interface AuthorizationServer {
  /** Without a slash at the end. */
  readonly authUrl: string;
  readonly registry: ClientRegistry;
  readonly clock: Clock;
}

/** A call of the authorization server. Signing takes a while: it is done before the request counts as started. */
export async function asApplication<T>(
  { authUrl, registry, clock }: AuthorizationServer,
  { environmentId, effect, canSend }: CallContext,
  { clientId, path, form, secrets, read }: OAuthRequest<T>,
): Promise<PlannedCall<T>> {
  const authenticator = registry.authenticatorOf(environmentId, clientId);
  if (!authenticator) {
    throw new Error(`The application ${clientId} of environment ${environmentId} is not registered.`);
  }
  const client = await authenticator.authenticate(clock.wall());
  return {
    request: {
      method: 'POST',
      url: `${authUrl}/${encodeURIComponent(environmentId)}/as/${path}`,
      headers: { ...client.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...client.form, ...form }).toString(),
      canSend,
    },
    secrets: [...secrets, ...client.secrets],
    identity: { whole: () => identityOf(path, ...Object.values(form)) },
    judge: (exchange, error) =>
      judgeOAuthCall(exchange, effect, { error, assertion: problemOfAssertion(client.assertion, exchange) }),
    read,
  };
}
