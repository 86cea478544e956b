import { randomUUID } from 'node:crypto';
import type { TokenIssuer } from '../authorization/token-issuer.js';
import type { Environment } from '../platform/environment.js';
import { problem, valid, type Checked } from '../validation/check.js';
import type { IssuedTokens, TokenRequest } from './token-request.js';

const SESSION_LIFETIME_MS = 30 * 24 * 3600 * 1000;

interface Owner {
  readonly userId: string;
  readonly sessionId: string;
}

function ownerOf(environment: Environment, { userId, sessionId }: TokenRequest, now: number): Checked<Owner> {
  if (sessionId !== undefined) {
    const session = environment.sessions.get(sessionId);
    if (session === undefined || (userId !== undefined && session.userId !== userId)) {
      return problem('sessionId', 'must be a session of the environment, and of the user if one is given');
    }
    return valid({ userId: session.userId, sessionId });
  }
  if (userId === undefined || environment.users.get(userId) === undefined) {
    return problem('userId', 'must be a user of the environment, unless sessionId is given');
  }
  const id = randomUUID();
  environment.addSession({ id, userId, createdAt: now, expiresAt: now + SESSION_LIFETIME_MS });
  return valid({ userId, sessionId: id });
}

/** As after a sign-on of a user at an application. */
export function issueTokens(
  environment: Environment,
  request: TokenRequest,
  { issuer, baseUrl, now }: { readonly issuer: TokenIssuer; readonly baseUrl: string; readonly now: number },
): Checked<IssuedTokens> {
  const {
    clientId,
    kinds = ['access', 'refresh'],
    count = 1,
    format = 'jwt',
    audience,
    omit,
    lifetimeSeconds,
  } = request;
  if (!environment.applications.has(clientId)) {
    return problem('clientId', 'must be an application of the environment');
  }
  const owner = ownerOf(environment, request, now);
  if (!owner.ok) {
    return owner;
  }
  const given = {
    ...(audience === undefined ? {} : { audience }),
    ...(omit === undefined ? {} : { omit }),
    ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }),
  };
  const tokens = kinds.flatMap((kind) =>
    Array.from({ length: count }, () => {
      const shape = { ...given, format: kind === 'access' ? format : 'opaque' } as const;
      return {
        kind,
        clientId,
        token: issuer.issue(environment, { kind, clientId, ...owner.value }, shape, baseUrl),
      };
    }),
  );
  return valid({ ...owner.value, tokens });
}
