import { createPublicKey, generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A key with the `kid` that it is known by. */
export interface RsaKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** PingOne takes RSA keys of 2048 bits and more. */
export async function generateRsaKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** PingOne's access tokens are JWTs signed with RS256 (RFC 7515). */
export function signedJwt(key: RsaKey, claims: object): string {
  const input = `${encoded({ alg: 'RS256', kid: key.keyId, typ: 'JWT' })}.${encoded(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

/** RFC 7517, for `/as/jwks`. */
export function publicJwk(key: RsaKey): object {
  const { kty, n, e } = createPublicKey(key.privateKey).export({ format: 'jwk' });
  return { kty, n, e, kid: key.keyId, use: 'sig', alg: 'RS256' };
}
