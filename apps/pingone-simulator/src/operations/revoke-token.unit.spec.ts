import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { startSimulator, type IssuedTokens, type Simulator, type TokenRequest } from '../index.js';
import { call, form, PlatformClient, type Reply } from '../testing/http.js';

describe('/as/revoke', () => {
  let simulator: Simulator;
  let issuer: string;
  /** Both authenticate with NONE, so that the specs are about tokens. */
  let clientId: string;
  let otherClientId: string;
  let userId: string;

  beforeAll(async () => {
    simulator = await startSimulator({ population: {} });
    issuer = `${simulator.authUrl}/${simulator.environmentId}/as`;
    const by = (method: string): string =>
      simulator.applications.find(({ tokenEndpointAuthMethod }) => tokenEndpointAuthMethod === method)
        ?.clientId ?? '';
    clientId = by('NONE');
    otherClientId = by('CLIENT_SECRET_POST');
  });
  beforeEach(() => {
    userId = simulator.seed({ users: 1 }).users[0]?.id ?? '';
  });
  afterEach(() => simulator.resetBehaviour());
  afterAll(() => simulator.close());

  const issue = (request: Partial<TokenRequest> = {}): IssuedTokens =>
    simulator.issueTokens({ clientId, ...('sessionId' in request ? {} : { userId }), ...request });

  const tokenOf = (issued: IssuedTokens, kind: 'access' | 'refresh'): string =>
    issued.tokens.find((token) => token.kind === kind)?.token ?? '';

  const revoke = (token: string): Promise<Reply> =>
    call(`${issuer}/revoke`, form({ token, client_id: clientId }));

  const isActive = async (token: string): Promise<unknown> =>
    (await call(`${issuer}/introspect`, form({ token, client_id: clientId }))).body?.['active'];

  const verdict = ({ status, body, text }: Reply): unknown =>
    body === undefined ? [status, text] : [status, body['error']];
  const DONE = [200, ''];
  const UNSUPPORTED = [400, 'unsupported_token_type'];

  it('a token is a JWT with iat, sid and aud that the published key verifies', async () => {
    const issued = issue();
    const token = tokenOf(issued, 'access');
    expect(decodeJwt(token)).toMatchObject({
      iss: issuer,
      client_id: clientId,
      sub: userId,
      sid: issued.sessionId,
      iat: expect.any(Number),
      aud: ['https://api.example.com'],
    });
    await expect(jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)))).resolves.toBeDefined();
  });

  it.each<[string, Partial<TokenRequest>]>([
    ['has no sid', { omit: ['sid'] }],
    ['has no iat', { omit: ['iat'] }],
    ['is for the PingOne API', { audience: 'platform' }],
    ['has expired', { lifetimeSeconds: -60 }],
  ])('a token that %s is unsupported_token_type', async (_, request) => {
    expect(verdict(await revoke(tokenOf(issue(request), 'access')))).toEqual(UNSUPPORTED);
  });

  it('garbage is unsupported_token_type, and no token at all is invalid_request', async () => {
    expect(verdict(await revoke('garbage'))).toEqual(UNSUPPORTED);
    expect(verdict(await call(`${issuer}/revoke`, form({ client_id: clientId })))).toEqual([
      400,
      'invalid_request',
    ]);
  });

  it('a request that is no form is 415', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await call(`${issuer}/revoke`, { method: 'POST', headers, body: '{}' })).status).toBe(415);
  });

  it.each([
    ['unsupported-token-type', UNSUPPORTED],
    ['invalid-request', [400, 'invalid_request']],
    ['invalid-client', [401, 'invalid_client']],
  ] as const)(
    'a token of another application is %s, as it is set',
    async (tokenOfAnotherApplication, expected) => {
      simulator.behave({ settings: { tokenOfAnotherApplication } });
      const token = tokenOf(issue({ clientId: otherClientId }), 'access');
      expect(verdict(await revoke(token))).toEqual(expected);
      expect(await isActive(token)).toBe(true);
    },
  );

  it('one access token takes all of its session and application with it, and no others', async () => {
    const issued = issue({ count: 3, kinds: ['access'] });
    const ofOtherApplication = issue({
      sessionId: issued.sessionId,
      clientId: otherClientId,
      kinds: ['access'],
    });
    const ofOtherSession = issue({ kinds: ['access'] });
    const [first, second, third] = issued.tokens.map(({ token }) => token);
    expect(verdict(await revoke(second ?? ''))).toEqual(DONE);
    expect([await isActive(first ?? ''), await isActive(third ?? '')]).toEqual([false, false]);
    expect(await isActive(tokenOf(ofOtherApplication, 'access'))).toBe(true);
    expect(await isActive(tokenOf(ofOtherSession, 'access'))).toBe(true);
  });

  it('a refresh token takes the access tokens with it', async () => {
    const issued = issue({ count: 2 });
    expect(verdict(await revoke(tokenOf(issued, 'refresh')))).toEqual(DONE);
    for (const { token } of issued.tokens) {
      expect(await isActive(token)).toBe(false);
    }
  });

  it.each([
    ['access-tokens-only', true],
    ['refresh-tokens-too', false],
  ] as const)('an access token takes %s, as it is set', async (accessTokenRevocation, refreshTokenLives) => {
    simulator.behave({ settings: { accessTokenRevocation } });
    const issued = issue();
    expect(verdict(await revoke(tokenOf(issued, 'access')))).toEqual(DONE);
    expect(await isActive(tokenOf(issued, 'refresh'))).toBe(refreshTokenLives);
  });

  it.each([
    ['ok', DONE],
    ['unsupported-token-type', UNSUPPORTED],
  ] as const)('a token that is dead already is %s, as it is set', async (alreadyRevoked, expected) => {
    simulator.behave({ settings: { alreadyRevoked } });
    const revoked = tokenOf(issue(), 'access');
    expect(verdict(await revoke(revoked))).toEqual(DONE);
    expect(verdict(await revoke(revoked))).toEqual(expected);

    const ended = issue();
    const client = await PlatformClient.of(simulator);
    await client.request('DELETE', `/users/${userId}/sessions/${ended.sessionId}`);
    expect(verdict(await revoke(tokenOf(ended, 'access')))).toEqual(expected);
  });

  it('the end of a session ends its tokens, of whatever application', async () => {
    const issued = issue();
    const other = issue({ sessionId: issued.sessionId, clientId: otherClientId });
    const client = await PlatformClient.of(simulator);
    const headers = { 'content-type': 'application/vnd.pingidentity.sso.session.logout' };
    expect((await client.request('POST', `/sessions/${issued.sessionId}`, { headers })).status).toBe(204);
    for (const { token } of [...issued.tokens, ...other.tokens]) {
      expect(await isActive(token)).toBe(false);
    }
  });

  it('a token of client credentials has no session, and cannot be revoked', async () => {
    const secret =
      simulator.applications.find((application) => application.clientId === otherClientId)?.clientSecret ??
      '';
    const credentials = { client_id: otherClientId, client_secret: secret };
    const granted = await call(`${issuer}/token`, form({ grant_type: 'client_credentials', ...credentials }));
    expect(granted.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
    });
    const token = String(granted.body?.['access_token']);
    expect(verdict(await call(`${issuer}/revoke`, form({ token, ...credentials })))).toEqual(UNSUPPORTED);
  });

  it('an application without authentication has no client credentials to be granted', async () => {
    const reply = await call(
      `${issuer}/token`,
      form({ grant_type: 'client_credentials', client_id: clientId }),
    );
    expect(verdict(reply)).toEqual([400, 'unauthorized_client']);
    const grant = await call(`${issuer}/token`, form({ grant_type: 'password', client_id: clientId }));
    expect(verdict(grant)).toEqual([400, 'unsupported_grant_type']);
  });

  it('every call is recorded with its result, and with the SHA-256 of the token only', async () => {
    simulator.state.clear();
    const issued = issue({ count: 2 });
    const token = tokenOf(issued, 'refresh');
    const first = await call(
      `${issuer}/revoke`,
      form({ token, client_id: clientId }, { 'x-ping-external-transaction-id': 'revocation-1' }),
    );
    await revoke(token);
    await revoke('garbage');
    const tokenSha256 = createHash('sha256').update(token).digest('hex');
    expect(simulator.state.revocations()).toEqual([
      expect.objectContaining({
        result: 'revoked',
        clientId,
        tokenSha256,
        sessionId: issued.sessionId,
        revokedAccessTokens: 2,
        revokedRefreshTokens: 2,
        correlationId: first.headers.get('correlation-id'),
        transactionId: 'revocation-1',
      }),
      expect.objectContaining({
        result: 'already-revoked',
        tokenSha256,
        revokedAccessTokens: 0,
        revokedRefreshTokens: 0,
      }),
      expect.objectContaining({ result: 'unsupported_token_type', reason: 'the token is not valid' }),
    ]);
    expect(JSON.stringify(simulator.state.revocations())).not.toContain(token);
  });
});
