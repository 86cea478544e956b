import { createHash } from 'node:crypto';
import { authenticateClient, type ClientVerdict } from '../authorization/client-authentication.js';
import { judgeRevocation, type RevocationVerdict } from '../authorization/revocation-verdict.js';
import { publicJwk } from '../authorization/signing-key.js';
import { issuerOf } from '../authorization/token-issuer.js';
import { emptyOk, json, type Answer } from '../answers/answer.js';
import { invalidClient, oauthError } from '../answers/oauth-errors.js';
import type { Application } from '../platform/applications.js';
import type { Environment } from '../platform/environment.js';
import type { TokenRevocation } from '../platform/records.js';
import type { World } from '../world.js';
import { mediaTypeOf, type PingOneRequest } from './pingone-request.js';

const FORM = 'application/x-www-form-urlencoded';

/** A call of `/as/…` by an application that has proven who it is. */
interface AuthorizationCall {
  readonly request: PingOneRequest;
  readonly form: URLSearchParams;
  readonly environment: Environment;
  readonly application: Application;
  readonly world: World;
}

/** The token endpoint, the issuer, or the endpoint being called (PingOne, "Create a private key JWT"). */
function audiences(
  request: PingOneRequest,
  endpoint: string,
  publicUrl: string | undefined,
): readonly string[] {
  const bases = publicUrl === undefined ? [request.baseUrl] : [request.baseUrl, publicUrl];
  return bases.flatMap((base) => {
    const issuer = issuerOf(base, request.route.environmentId);
    return [issuer, `${issuer}/token`, `${issuer}/${endpoint}`];
  });
}

function refusal(verdict: Extract<ClientVerdict, { kind: 'refused' }>): Answer {
  return verdict.error === 'invalid_client'
    ? invalidClient(verdict.description)
    : oauthError(400, verdict.error, verdict.description);
}

function issueToken({ request, form, environment, application, world }: AuthorizationCall): Answer {
  if (form.get('grant_type') !== 'client_credentials') {
    return oauthError(400, 'unsupported_grant_type', 'only client_credentials is simulated');
  }
  if (application.authentication.method === 'NONE') {
    return oauthError(
      400,
      'unauthorized_client',
      'an application without authentication has no client credentials',
    );
  }
  const lifetimeSeconds = world.settings().workerTokenLifetimeSeconds;
  const { clientId, kind } = application;
  const value = world.issuer.issue(
    environment,
    { kind: 'access', clientId },
    { format: 'jwt', audience: kind === 'worker' ? 'platform' : 'custom', lifetimeSeconds },
    request.baseUrl,
  );
  world.grants.add(value, { clientId, kind, expiresAt: world.clock() + lifetimeSeconds * 1000 });
  const body = { access_token: value, token_type: 'Bearer', expires_in: lifetimeSeconds };
  return json(200, body, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

function revocationAnswer(verdict: RevocationVerdict): Answer {
  switch (verdict.kind) {
    case 'revoke':
      return emptyOk;
    case 'unsupported':
      return oauthError(400, 'unsupported_token_type', verdict.reason);
    case 'refused':
      return verdict.error === 'invalid_client'
        ? invalidClient('the token was not issued to this client')
        : oauthError(400, verdict.error, 'the token was not issued to this client');
  }
}

function revokeToken({ request, form, environment, application, world }: AuthorizationCall): Answer {
  const value = form.get('token');
  if (value === null || value === '') {
    return oauthError(400, 'invalid_request', 'token is required');
  }
  const now = world.clock();
  const settings = world.settings();
  const token = environment.oauthTokens.get(value);
  const state = environment.oauthTokens.stateOf(value, environment.sessions, now);
  const { clientId } = application;
  const verdict = judgeRevocation(clientId, token && state && { token, state }, settings);
  const everything = token?.kind === 'refresh' || settings.accessTokenRevocation === 'refresh-tokens-too';
  const counts =
    verdict.kind === 'revoke'
      ? environment.oauthTokens.revokeAll(
          verdict.sessionId,
          clientId,
          everything ? ['access', 'refresh'] : ['access'],
        )
      : { access: 0, refresh: 0 };
  const anyRevoked = counts.access + counts.refresh > 0;
  const result: Pick<TokenRevocation, 'result' | 'reason'> =
    verdict.kind === 'revoke'
      ? { result: anyRevoked ? 'revoked' : 'already-revoked' }
      : verdict.kind === 'unsupported'
        ? { result: 'unsupported_token_type', reason: verdict.reason }
        : { result: 'refused', reason: verdict.error };
  world.records.revocations.push({
    at: new Date(now).toISOString(),
    environmentId: environment.id,
    clientId,
    tokenSha256: createHash('sha256').update(value).digest('hex'),
    ...result,
    ...(token?.sessionId === undefined ? {} : { sessionId: token.sessionId }),
    revokedAccessTokens: counts.access,
    revokedRefreshTokens: counts.refresh,
    correlationId: request.correlationId,
    ...(request.transactionId === undefined ? {} : { transactionId: request.transactionId }),
  });
  return revocationAnswer(verdict);
}

/** RFC 7662, for a person who wants to see that a token is dead. */
function introspectToken({ form, environment, world }: AuthorizationCall): Answer {
  const value = form.get('token') ?? '';
  const token = environment.oauthTokens.get(value);
  if (
    token === undefined ||
    environment.oauthTokens.stateOf(value, environment.sessions, world.clock()) !== 'active'
  ) {
    return json(200, { active: false });
  }
  return json(200, {
    active: true,
    client_id: token.clientId,
    sub: token.userId,
    sid: token.sessionId,
    iat: token.issuedAt,
    exp: token.expiresAt,
    aud: token.audience,
  });
}

const OPERATIONS = {
  'issue-token': { endpoint: 'token', run: issueToken },
  'revoke-token': { endpoint: 'revoke', run: revokeToken },
  'introspect-token': { endpoint: 'introspect', run: introspectToken },
} as const;

type ClientOperation = keyof typeof OPERATIONS;

async function asClient(
  operation: ClientOperation,
  request: PingOneRequest,
  environment: Environment,
  world: World,
): Promise<Answer> {
  const { caller } = request;
  if (caller.kind !== 'client' || mediaTypeOf(request.headers['content-type']) !== FORM) {
    return oauthError(415, 'invalid_request', `the content type must be ${FORM}`);
  }
  const { endpoint, run } = OPERATIONS[operation];
  const { presented, form } = caller;
  const verdict = await authenticateClient(presented, {
    applications: environment.applications,
    audiences: audiences(request, endpoint, world.publicUrl),
    basicCredentials: world.settings().basicCredentials,
    now: world.clock(),
  });
  return verdict.kind === 'accepted'
    ? run({ request, form, environment, application: verdict.application, world })
    : refusal(verdict);
}

/** The authorization service: it knows applications, not bearer tokens. */
export async function authorize(
  operation: ClientOperation | 'read-keys',
  request: PingOneRequest,
  world: World,
): Promise<Answer> {
  const environment = world.environments.get(request.route.environmentId);
  if (environment === undefined) {
    return oauthError(404, 'invalid_request', 'there is no such environment');
  }
  return operation === 'read-keys'
    ? json(200, { keys: [publicJwk(world.signingKey)] })
    : asClient(operation, request, environment, world);
}
