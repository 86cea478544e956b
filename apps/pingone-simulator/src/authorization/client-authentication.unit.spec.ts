import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { startSimulator, type SimulatedApplication, type Simulator } from '../index.js';
import { CLIENT_AUTH_METHODS, type ClientAuthMethod } from '../platform/applications.js';
import { basic, call, form, type Reply } from '../testing/http.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const NOW = Math.floor(Date.now() / 1000);

/** Undefined leaves a claim out. */
type Claims = Readonly<Record<string, string | number | undefined>>;

describe('client authentication', () => {
  let simulator: Simulator;
  let issuer: string;

  beforeAll(async () => {
    simulator = await startSimulator({ population: {} });
    issuer = `${simulator.authUrl}/${simulator.environmentId}/as`;
  });
  afterEach(() => simulator.resetBehaviour());
  afterAll(() => simulator.close());

  function applicationWith(method: ClientAuthMethod): Required<SimulatedApplication> {
    const found = simulator.applications.find(
      (application) => application.tokenEndpointAuthMethod === method,
    );
    if (found === undefined) {
      throw new Error(`There is no application with ${method}.`);
    }
    return { clientSecret: 'none', privateKeyPem: 'none', keyId: 'none', ...found };
  }

  /** A right assertion, but for what is overridden. */
  function assertion(
    application: Required<SimulatedApplication>,
    claims: Claims = {},
    { alg, key, kid }: { alg?: string; key?: KeyObject | Uint8Array; kid?: string } = {},
  ): Promise<string> {
    const { clientId, tokenEndpointAuthMethod, clientSecret, privateKeyPem } = application;
    const secret = new TextEncoder().encode(clientSecret);
    const isPrivate = tokenEndpointAuthMethod === 'PRIVATE_KEY_JWT';
    return new SignJWT({ iss: clientId, sub: clientId, aud: issuer, exp: NOW + 300, ...claims })
      .setProtectedHeader({
        alg: alg ?? (isPrivate ? 'RS256' : 'HS256'),
        ...(kid === undefined ? {} : { kid }),
      })
      .sign(key ?? (isPrivate ? createPrivateKey(privateKeyPem) : secret));
  }

  const withAssertion = (jwt: string): RequestInit =>
    form({ token: 'x', client_assertion: jwt, client_assertion_type: JWT_BEARER });

  /** A request that authenticates an application by a method, be it its own or not. */
  async function presenting(
    method: ClientAuthMethod,
    application: Required<SimulatedApplication>,
  ): Promise<RequestInit> {
    const { clientId, clientSecret } = application;
    switch (method) {
      case 'CLIENT_SECRET_BASIC':
        return form({ token: 'x' }, basic(clientId, clientSecret));
      case 'CLIENT_SECRET_POST':
        return form({ token: 'x', client_id: clientId, client_secret: clientSecret });
      case 'NONE':
        return form({ token: 'x', client_id: clientId });
      case 'CLIENT_SECRET_JWT':
        return withAssertion(await assertion({ ...application, tokenEndpointAuthMethod: method }));
      case 'PRIVATE_KEY_JWT': {
        const privateKeyPem = applicationWith('PRIVATE_KEY_JWT').privateKeyPem;
        return withAssertion(
          await assertion({ ...application, tokenEndpointAuthMethod: method, privateKeyPem }),
        );
      }
    }
  }

  const revoke = (init: RequestInit): Promise<Reply> => call(`${issuer}/revoke`, init);
  /** Who is let in learns that "x" is no token; who is not learns only that. */
  const verdict = ({ status, body }: Reply): unknown => ({ status, error: body?.['error'] });
  const LET_IN = { status: 400, error: 'unsupported_token_type' };
  const REFUSED = { status: 401, error: 'invalid_client' };

  const pairs = CLIENT_AUTH_METHODS.flatMap((own) => CLIENT_AUTH_METHODS.map((used) => [own, used] as const));

  it.each(pairs)(
    'an application with %s that uses %s is let in only if they are the same',
    async (own, used) => {
      const reply = await revoke(await presenting(used, applicationWith(own)));
      expect(verdict(reply)).toEqual(own === used ? LET_IN : REFUSED);
      expect(reply.headers.get('correlation-id')).not.toBeNull();
    },
  );

  it.each([
    ['CLIENT_SECRET_BASIC', (clientId: string) => form({ token: 'x' }, basic(clientId, 'wrong'))],
    [
      'CLIENT_SECRET_POST',
      (clientId: string) => form({ token: 'x', client_id: clientId, client_secret: 'wrong' }),
    ],
  ] as const)('a wrong secret is refused: %s', async (method, request) => {
    const reply = await revoke(request(applicationWith(method).clientId));
    expect(verdict(reply)).toEqual(REFUSED);
    expect(reply.headers.get('www-authenticate')).toContain('Basic');
  });

  it.each<[string, Claims]>([
    ['the audience of another server', { aud: 'https://auth.pingone.com' }],
    ['exp that is more than an hour ahead', { exp: NOW + 3700 }],
    ['exp that has passed', { exp: NOW - 60 }],
    ['nbf in the future', { nbf: NOW + 120 }],
    ['another issuer', { iss: 'another' }],
    ['no issuer', { iss: undefined }],
    ['no audience', { aud: undefined }],
    ['no expiry', { exp: undefined }],
  ])('an assertion with %s is refused', async (_, claims) => {
    for (const method of ['CLIENT_SECRET_JWT', 'PRIVATE_KEY_JWT'] as const) {
      const reply = await revoke(withAssertion(await assertion(applicationWith(method), claims)));
      expect(verdict(reply)).toEqual(REFUSED);
    }
  });

  it('an assertion without a subject, or with another client_id beside it, is refused', async () => {
    const application = applicationWith('CLIENT_SECRET_JWT');
    const withoutSubject = await assertion(application, { sub: undefined });
    expect(verdict(await revoke(withAssertion(withoutSubject)))).toEqual(REFUSED);
    const jwt = await assertion(application);
    const other = { token: 'x', client_id: applicationWith('NONE').clientId, client_assertion: jwt };
    expect(verdict(await revoke(form({ ...other, client_assertion_type: JWT_BEARER })))).toEqual(REFUSED);
  });

  it.each([
    ['the issuer', ''],
    ['the token endpoint', '/token'],
    ['the endpoint that is called', '/revoke'],
  ])('the audience may be %s', async (_, suffix) => {
    const jwt = await assertion(applicationWith('PRIVATE_KEY_JWT'), { aud: `${issuer}${suffix}` });
    expect(verdict(await revoke(withAssertion(jwt)))).toEqual(LET_IN);
  });

  it('the audience may not be another endpoint', async () => {
    const jwt = await assertion(applicationWith('PRIVATE_KEY_JWT'), { aud: `${issuer}/introspect` });
    expect(verdict(await revoke(withAssertion(jwt)))).toEqual(REFUSED);
  });

  it('iat and jti are not validated, as PingOne documents', async () => {
    const jwt = await assertion(applicationWith('CLIENT_SECRET_JWT'), { iat: NOW + 900, jti: 'again' });
    expect(verdict(await revoke(withAssertion(jwt)))).toEqual(LET_IN);
    expect(verdict(await revoke(withAssertion(jwt)))).toEqual(LET_IN);
  });

  it('a wrong key, a wrong secret, a wrong kid and no signature are refused', async () => {
    const byKey = applicationWith('PRIVATE_KEY_JWT');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const bySecret = applicationWith('CLIENT_SECRET_JWT');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await assertion(byKey)).split('.')[1] ?? ''}.`;
    for (const jwt of [
      await assertion(byKey, {}, { key: privateKey }),
      await assertion(byKey, {}, { kid: 'another' }),
      await assertion(bySecret, {}, { key: new TextEncoder().encode('wrong'.repeat(12)) }),
      unsigned,
      'garbage',
    ]) {
      expect(verdict(await revoke(withAssertion(jwt)))).toEqual(REFUSED);
    }
  });

  it.each(['HS256', 'HS384', 'HS512'])('a secret may sign with %s', async (alg) => {
    const jwt = await assertion(applicationWith('CLIENT_SECRET_JWT'), {}, { alg });
    expect(verdict(await revoke(withAssertion(jwt)))).toEqual(LET_IN);
  });

  it.each(['RS256', 'RS384', 'RS512'])('a key may sign with %s, and be named by its kid', async (alg) => {
    const application = applicationWith('PRIVATE_KEY_JWT');
    const jwt = await assertion(application, {}, { alg, kid: application.keyId });
    expect(verdict(await revoke(withAssertion(jwt)))).toEqual(LET_IN);
  });

  it('the type of the assertion must be that of RFC 7523', async () => {
    const jwt = await assertion(applicationWith('CLIENT_SECRET_JWT'));
    const reply = await revoke(form({ token: 'x', client_assertion: jwt, client_assertion_type: 'jwt' }));
    expect(verdict(reply)).toEqual({ status: 400, error: 'invalid_request' });
  });

  it('more than one method in a request is an invalid request (RFC 6749 section 2.3)', async () => {
    const { clientId, clientSecret } = applicationWith('CLIENT_SECRET_BASIC');
    const fields = { token: 'x', client_id: clientId, client_secret: clientSecret };
    expect(verdict(await revoke(form(fields, basic(clientId, clientSecret))))).toEqual({
      status: 400,
      error: 'invalid_request',
    });
  });

  it('an unknown client, and a request without a client, are refused', async () => {
    expect(verdict(await revoke(form({ token: 'x', client_id: 'stranger' })))).toEqual(REFUSED);
    expect(verdict(await revoke(form({ token: 'x' })))).toEqual(REFUSED);
    expect(verdict(await revoke(form({ token: 'x' }, { authorization: 'Basic ???' })))).toEqual(REFUSED);
  });

  it.each([
    ['raw', LET_IN, REFUSED],
    ['form-encoded', LET_IN, LET_IN],
  ] as const)('Basic credentials are taken %s', async (basicCredentials, raw, encoded) => {
    simulator.behave({ settings: { basicCredentials } });
    const { clientId, clientSecret } = applicationWith('CLIENT_SECRET_BASIC');
    // "~" is what form-encoding changes in PingOne's alphabet of secrets.
    const formEncoded = new URLSearchParams([['', clientSecret]]).toString().slice(1);
    expect(formEncoded).not.toBe(clientSecret);
    expect(verdict(await revoke(form({ token: 'x' }, basic(clientId, clientSecret))))).toEqual(raw);
    expect(verdict(await revoke(form({ token: 'x' }, basic(clientId, formEncoded))))).toEqual(encoded);
  });

  it('an application of another environment is a stranger', async () => {
    const two = await startSimulator({
      population: {},
      environmentIds: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
    });
    const [first, second] = two.environmentIds;
    const application = two.applications.find(
      ({ environmentId, tokenEndpointAuthMethod }) =>
        environmentId === first && tokenEndpointAuthMethod === 'NONE',
    );
    const request = form({ token: 'x', client_id: application?.clientId ?? '' });
    expect(verdict(await call(`${two.authUrl}/${first ?? ''}/as/revoke`, request))).toEqual(LET_IN);
    expect(verdict(await call(`${two.authUrl}/${second ?? ''}/as/revoke`, request))).toEqual(REFUSED);
    await two.close();
  });
});
