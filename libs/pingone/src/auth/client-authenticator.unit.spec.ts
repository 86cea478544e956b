import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { Secret } from '#libs/redaction';
import type { ClientAuthentication, PrivateKeyAlgorithm } from '../settings.js';
import { ClientAuthenticator, type ClientAuthenticationParts } from './client-authenticator.js';

const NOW = Date.UTC(2026, 0, 1);
const ISSUER = 'https://auth.pingone.eu/e1/as';

async function authenticate(
  authentication: ClientAuthentication,
  clientId = 'client-1',
): Promise<ClientAuthenticationParts> {
  return new ClientAuthenticator({ clientId, authentication }, ISSUER).authenticate(NOW);
}

function assertionOf({ form }: ClientAuthenticationParts): string {
  expect(form['client_assertion_type']).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  return form['client_assertion'] ?? '';
}

const clientSecret = new Secret('s3cr:t /+&=ü');

describe('CLIENT_SECRET_BASIC', () => {
  it.each([
    ['raw', 'client-1:s3cr:t /+&=ü'],
    ['form', 'client-1:s3cr%3At+%2F%2B%26%3D%C3%BC'],
  ] as const)('sends id and secret %s', async (encoding, expected) => {
    const { headers, form } = await authenticate({ method: 'CLIENT_SECRET_BASIC', clientSecret, encoding });
    const [scheme, encoded] = (headers['authorization'] ?? '').split(' ');
    expect(scheme).toBe('Basic');
    expect(Buffer.from(encoded ?? '', 'base64').toString('utf8')).toBe(expected);
    expect(form).toEqual({});
  });
});

describe('CLIENT_SECRET_POST', () => {
  it('sends both in the body and no header', async () => {
    const { headers, form } = await authenticate({ method: 'CLIENT_SECRET_POST', clientSecret });
    expect(headers).toEqual({});
    expect(form).toEqual({ client_id: 'client-1', client_secret: 's3cr:t /+&=ü' });
  });
});

describe('NONE', () => {
  it('sends the client id alone', async () => {
    expect(await authenticate({ method: 'NONE' })).toEqual({
      headers: {},
      form: { client_id: 'client-1' },
      secrets: [],
    });
  });
});

describe('CLIENT_SECRET_JWT', () => {
  it('signs the claims that PingOne asks for with the secret', async () => {
    const parts = await authenticate({ method: 'CLIENT_SECRET_JWT', clientSecret, algorithm: 'HS256' });
    const [header = '', claims = '', signature] = assertionOf(parts).split('.');
    const expected = createHmac('sha256', clientSecret.reveal())
      .update(`${header}.${claims}`)
      .digest('base64url');
    expect(signature).toBe(expected);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: 'client-1',
      sub: 'client-1',
      aud: ISSUER,
      iat: NOW / 1000,
      exp: NOW / 1000 + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
    expect(parts.form['client_id']).toBe('client-1');
    expect(parts.headers).toEqual({});
  });

  it('is made anew for each attempt', async () => {
    const authentication = { method: 'CLIENT_SECRET_JWT', clientSecret, algorithm: 'HS256' } as const;
    const client = new ClientAuthenticator({ clientId: 'c', authentication }, ISSUER);
    const [one, two] = [await client.authenticate(NOW), await client.authenticate(NOW)];
    expect(assertionOf(one)).not.toBe(assertionOf(two));
  });

  it.each(['HS384', 'HS512'] as const)('knows %s', async (algorithm) => {
    const parts = await authenticate({ method: 'CLIENT_SECRET_JWT', clientSecret, algorithm });
    const key = Buffer.from(clientSecret.reveal(), 'utf8');
    await jwtVerify(assertionOf(parts), key, { algorithms: [algorithm], currentDate: new Date(NOW) });
  });
});

describe('PRIVATE_KEY_JWT', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = (namedCurve: string): { privateKey: KeyObject; publicKey: KeyObject } =>
    generateKeyPairSync('ec', { namedCurve });

  it.each<[PrivateKeyAlgorithm, { privateKey: KeyObject; publicKey: KeyObject }]>([
    ['RS256', rsa],
    ['RS384', rsa],
    ['RS512', rsa],
    ['ES256', ec('P-256')],
    ['ES384', ec('P-384')],
    ['ES512', ec('P-521')],
  ])('signs with %s, for a key that is named', async (algorithm, { privateKey, publicKey }) => {
    const parts = await authenticate({ method: 'PRIVATE_KEY_JWT', privateKey, algorithm, keyId: 'k1' });
    const assertion = assertionOf(parts);
    const { payload } = await jwtVerify(assertion, publicKey, {
      algorithms: [algorithm],
      issuer: 'client-1',
      subject: 'client-1',
      audience: ISSUER,
      currentDate: new Date(NOW),
      maxTokenAge: 300,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
  });

  it('is for the audience that is set', async () => {
    const audience = 'https://login.example.com/as/token';
    const authentication = {
      method: 'PRIVATE_KEY_JWT',
      privateKey: rsa.privateKey,
      algorithm: 'RS256',
    } as const;
    const parts = await authenticate({ ...authentication, audience });
    const options = { audience, currentDate: new Date(NOW) };
    await jwtVerify(assertionOf(parts), rsa.publicKey, options);
    expect(decodeProtectedHeader(assertionOf(parts)).kid).toBeUndefined();
  });
});

describe('what is secret in it', () => {
  it.each<ClientAuthentication>([
    { method: 'CLIENT_SECRET_BASIC', clientSecret, encoding: 'raw' },
    { method: 'CLIENT_SECRET_POST', clientSecret },
    { method: 'CLIENT_SECRET_JWT', clientSecret, algorithm: 'HS256' },
  ])('is named, to be kept out of messages: $method', async (authentication) => {
    const { headers, form, secrets } = await authenticate(authentication);
    const sent = [headers['authorization']?.split(' ')[1], form['client_secret'], form['client_assertion']];
    expect(secrets).toEqual(expect.arrayContaining(sent.filter((one) => one !== undefined)));
  });
});
