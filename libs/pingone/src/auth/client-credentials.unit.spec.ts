import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { readClientCredentials, type ClientCredentialsSource } from './client-credentials.js';

const rsa = (modulusLength: number): Secret => pem(generateKeyPairSync('rsa', { modulusLength }).privateKey);
const ec = (namedCurve: string): Secret => pem(generateKeyPairSync('ec', { namedCurve }).privateKey);

function pem(key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): Secret {
  return new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString());
}

const clientSecret = new Secret('canary-secret');
const weak = rsa(1024);
const strong = rsa(2048);

type Source = Omit<ClientCredentialsSource, 'clientId'>;

describe('credentials', () => {
  it.each<[Source, object]>([
    [{ method: 'NONE' }, { method: 'NONE' }],
    [
      { method: 'CLIENT_SECRET_BASIC', clientSecret },
      { method: 'CLIENT_SECRET_BASIC', clientSecret, encoding: 'raw' },
    ],
    [{ method: 'CLIENT_SECRET_BASIC', clientSecret, encoding: 'form' }, { encoding: 'form' }],
    [
      { method: 'CLIENT_SECRET_POST', clientSecret },
      { method: 'CLIENT_SECRET_POST', clientSecret },
    ],
    [{ method: 'CLIENT_SECRET_JWT', clientSecret }, { algorithm: 'HS256' }],
    [
      { method: 'CLIENT_SECRET_JWT', clientSecret, algorithm: 'HS512', audience: 'a' },
      { algorithm: 'HS512', audience: 'a' },
    ],
    [
      { method: 'PRIVATE_KEY_JWT', privateKeyPem: strong, keyId: 'k' },
      { algorithm: 'RS256', keyId: 'k' },
    ],
    [{ method: 'PRIVATE_KEY_JWT', privateKeyPem: ec('P-256'), algorithm: 'ES256' }, { algorithm: 'ES256' }],
  ])('that fit are taken: %j', (source, expected) => {
    const read = readClientCredentials({ clientId: 'c', ...source });
    expect(read).toMatchObject({ kind: 'ok', credentials: { clientId: 'c', authentication: expected } });
  });

  it.each<[Source, string]>([
    [{ method: 'CLIENT_SECRET_BASIC' }, 'clientSecret is required for CLIENT_SECRET_BASIC'],
    [
      { method: 'CLIENT_SECRET_POST', clientSecret: new Secret('') },
      'clientSecret is required for CLIENT_SECRET_POST',
    ],
    [{ method: 'CLIENT_SECRET_JWT', clientSecret, algorithm: 'none' }, 'algorithm must be one of HS256'],
    [{ method: 'PRIVATE_KEY_JWT' }, 'privateKey is required'],
    [
      { method: 'PRIVATE_KEY_JWT', privateKeyPem: strong, algorithm: 'HS256' },
      'algorithm must be one of RS256',
    ],
    [{ method: 'PRIVATE_KEY_JWT', privateKeyPem: clientSecret }, 'privateKey must be a private key in PEM'],
    [
      { method: 'PRIVATE_KEY_JWT', privateKeyPem: weak },
      'privateKey must be an RSA key of at least 2048 bits',
    ],
    [{ method: 'PRIVATE_KEY_JWT', privateKeyPem: ec('P-256') }, 'privateKey must be an RSA key'],
    [
      { method: 'PRIVATE_KEY_JWT', privateKeyPem: strong, algorithm: 'ES256' },
      'privateKey must be an EC key on the curve',
    ],
    [{ method: 'PRIVATE_KEY_JWT', privateKeyPem: ec('P-256'), algorithm: 'ES384' }, 'secp384r1'],
  ])('that do not fit say which rule they break, and no value: %#', (source, expected) => {
    const read = readClientCredentials({ clientId: 'c', ...source });
    const problems = read.kind === 'invalid' ? read.problems : [];
    expect(problems.map(({ field, rule }) => `${field} ${rule}`).join('\n')).toContain(expected);
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('need a client id', () => {
    expect(readClientCredentials({ clientId: '', method: 'NONE' })).toMatchObject({ kind: 'invalid' });
  });
});
