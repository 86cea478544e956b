import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { Findings } from './findings.js';
import { workerCredentials } from './worker-credentials.js';

/** What the environment holds beside the client id and, unless told otherwise, a secret. */
type Values = Partial<Parameters<typeof workerCredentials>[0]>;

const SECRET = new Secret('canary-client-secret');

function read(values: Values) {
  const findings = new Findings();
  const given = {
    PINGONE_CLIENT_ID: 'worker',
    PINGONE_CLIENT_AUTH_METHOD: 'CLIENT_SECRET_BASIC',
    PINGONE_CLIENT_SECRET: SECRET,
    PINGONE_PRIVATE_KEY_FILE: undefined,
    PINGONE_KEY_ID: undefined,
    ...values,
  } as const;
  const credentials = workerCredentials(given, findings);
  return { credentials, problems: findings.problems, warnings: findings.warnings };
}

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const ec = (namedCurve: string) => pem(generateKeyPairSync('ec', { namedCurve }).privateKey);
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;

const byKey = (key?: string): Values => ({
  PINGONE_CLIENT_AUTH_METHOD: 'PRIVATE_KEY_JWT',
  PINGONE_CLIENT_SECRET: undefined,
  PINGONE_PRIVATE_KEY_FILE: key === undefined ? undefined : new Secret(key),
});

describe('How the worker authenticates', () => {
  it.each(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'CLIENT_SECRET_JWT'] as const)(
    'is by a secret for %s',
    (method) => {
      expect(read({ PINGONE_CLIENT_AUTH_METHOD: method })).toMatchObject({
        credentials: { clientId: 'worker', authentication: { method, clientSecret: SECRET } },
        problems: [],
        warnings: [],
      });
      expect(read({ PINGONE_CLIENT_AUTH_METHOD: method, PINGONE_CLIENT_SECRET: undefined })).toEqual({
        credentials: undefined,
        problems: [{ name: 'PINGONE_CLIENT_SECRET', rule: `is required for ${method}` }],
        warnings: [],
      });
    },
  );

  it.each([
    ['RSA of 2048 bits', 'RS256', pem(rsa(2_048))],
    ['EC on P-256', 'ES256', ec('P-256')],
    ['EC on P-384', 'ES384', ec('P-384')],
    ['EC on P-521', 'ES512', ec('P-521')],
  ])('is by a key for PRIVATE_KEY_JWT: %s signs by %s', (_, algorithm, key) => {
    expect(read({ ...byKey(key), PINGONE_KEY_ID: 'kid-1' })).toMatchObject({
      credentials: {
        clientId: 'worker',
        authentication: { method: 'PRIVATE_KEY_JWT', algorithm, keyId: 'kid-1' },
      },
      problems: [],
      warnings: [],
    });
  });

  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;

  it.each([
    ['no key', undefined, 'is required for PRIVATE_KEY_JWT'],
    ['something else', 'canary', 'must be a private key in PEM, not encrypted'],
    [
      'an encrypted key',
      rsa(2_048).export(encrypted).toString(),
      'must be a private key in PEM, not encrypted',
    ],
    ['a short key', pem(rsa(1_024)), 'must be an RSA key of at least 2048 bits for RS256'],
    [
      'a key of another kind',
      pem(generateKeyPairSync('ed25519').privateKey),
      'must be an RSA key of at least 2048 bits for RS256',
    ],
  ])('is not by a key for PRIVATE_KEY_JWT that is %s', (_, key, rule) => {
    expect(read(byKey(key)).problems).toEqual([{ name: 'PINGONE_PRIVATE_KEY_FILE', rule }]);
  });

  it('needs nothing for NONE, with a warning', () => {
    expect(read({ PINGONE_CLIENT_AUTH_METHOD: 'NONE', PINGONE_CLIENT_SECRET: undefined })).toEqual({
      credentials: { clientId: 'worker', authentication: { method: 'NONE' } },
      problems: [],
      warnings: [{ name: 'PINGONE_CLIENT_AUTH_METHOD', rule: expect.stringMatching(/^is NONE: /) }],
    });
  });

  it.each<[string, Values]>([
    ['PINGONE_CLIENT_SECRET', { ...byKey(ec('P-256')), PINGONE_CLIENT_SECRET: SECRET }],
    [
      'PINGONE_PRIVATE_KEY_FILE',
      { PINGONE_CLIENT_AUTH_METHOD: 'CLIENT_SECRET_POST', PINGONE_PRIVATE_KEY_FILE: new Secret('unused') },
    ],
    ['PINGONE_KEY_ID', { PINGONE_CLIENT_AUTH_METHOD: 'CLIENT_SECRET_POST', PINGONE_KEY_ID: 'unused' }],
  ])('gives a warning of a %s that the method does not use', (name, values) => {
    expect(read(values)).toMatchObject({
      problems: [],
      warnings: [{ name, rule: `is not used by ${values.PINGONE_CLIENT_AUTH_METHOD}` }],
    });
  });
});
