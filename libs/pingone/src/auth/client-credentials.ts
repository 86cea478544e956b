import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Secret } from '#libs/redaction';
import type {
  ClientAuthentication,
  ClientAuthMethod,
  ClientCredentials,
  PrivateKeyAlgorithm,
  SecretAlgorithm,
} from '../settings.js';

export const CLIENT_AUTH_METHODS = [
  'CLIENT_SECRET_BASIC',
  'CLIENT_SECRET_POST',
  'NONE',
  'CLIENT_SECRET_JWT',
  'PRIVATE_KEY_JWT',
] as const satisfies readonly ClientAuthMethod[];

/** PingOne: `create-a-client-secret-jwt` and `create-a-private-key-jwt`; RS256 is the one that all its pages agree on. */
const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const satisfies readonly SecretAlgorithm[];
const PRIVATE_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
] as const satisfies readonly PrivateKeyAlgorithm[];
const CURVES: Readonly<Record<string, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};
const LEAST_RSA_BITS = 2048;

/** Credentials as an operator writes them down. */
export interface ClientCredentialsSource {
  readonly clientId: string;
  readonly method: ClientAuthMethod;
  readonly clientSecret?: Secret | undefined;
  /** PEM, PKCS #8 or PKCS #1, not encrypted. */
  readonly privateKeyPem?: Secret | undefined;
  readonly keyId?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly audience?: string | undefined;
  readonly encoding?: 'raw' | 'form' | undefined;
}

/** A field and the rule that it breaks; never its value (P6). */
export interface CredentialsProblem {
  readonly field: 'clientSecret' | 'privateKey' | 'algorithm' | 'clientId';
  readonly rule: string;
}

export type CredentialsRead =
  | { readonly kind: 'ok'; readonly credentials: ClientCredentials }
  | { readonly kind: 'invalid'; readonly problems: readonly CredentialsProblem[] };

/** Checks that the parts fit the method, and reads the private key once and for all. */
export function readClientCredentials(source: ClientCredentialsSource): CredentialsRead {
  const read = authenticationOf(source);
  const problems = [...(source.clientId === '' ? [problem('clientId', 'must not be empty')] : [])];
  if ('rule' in read) {
    return { kind: 'invalid', problems: [...problems, read] };
  }
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'ok', credentials: { clientId: source.clientId, authentication: read } };
}

function authenticationOf(source: ClientCredentialsSource): ClientAuthentication | CredentialsProblem {
  const { method, clientSecret, audience } = source;
  switch (method) {
    case 'NONE':
      return { method };
    case 'PRIVATE_KEY_JWT':
      return privateKeyOf(source);
    case 'CLIENT_SECRET_BASIC':
    case 'CLIENT_SECRET_POST':
    case 'CLIENT_SECRET_JWT':
      break;
  }
  if (!clientSecret?.reveal()) {
    return problem('clientSecret', `is required for ${method}`);
  }
  switch (method) {
    case 'CLIENT_SECRET_BASIC': {
      const { encoding = 'raw', clientId } = source;
      // RFC 7617 section 2: what follows the first colon is the password.
      return encoding === 'raw' && clientId.includes(':')
        ? problem(
            'clientId',
            'must not hold a colon for CLIENT_SECRET_BASIC, unless its credentials are form-encoded',
          )
        : { method, clientSecret, encoding };
    }
    case 'CLIENT_SECRET_POST':
      return { method, clientSecret };
    case 'CLIENT_SECRET_JWT': {
      const algorithm = SECRET_ALGORITHMS.find((one) => one === (source.algorithm ?? 'HS256'));
      return algorithm
        ? { method, clientSecret, algorithm, ...(audience !== undefined && { audience }) }
        : problem('algorithm', `must be one of ${SECRET_ALGORITHMS.join(', ')} for ${method}`);
    }
  }
}

function privateKeyOf(source: ClientCredentialsSource): ClientAuthentication | CredentialsProblem {
  const { privateKeyPem, keyId, audience } = source;
  const algorithm = PRIVATE_KEY_ALGORITHMS.find((one) => one === (source.algorithm ?? 'RS256'));
  if (!algorithm) {
    return problem('algorithm', `must be one of ${PRIVATE_KEY_ALGORITHMS.join(', ')} for PRIVATE_KEY_JWT`);
  }
  if (!privateKeyPem) {
    return problem('privateKey', 'is required for PRIVATE_KEY_JWT');
  }
  const privateKey = parsePem(privateKeyPem);
  if (!privateKey) {
    return problem('privateKey', 'must be a private key in PEM, not encrypted');
  }
  const unfit = unfitFor(algorithm, privateKey);
  if (unfit) {
    return problem('privateKey', unfit);
  }
  return {
    method: 'PRIVATE_KEY_JWT',
    privateKey,
    algorithm,
    ...(keyId !== undefined && { keyId }),
    ...(audience !== undefined && { audience }),
  };
}

/** The error of OpenSSL says nothing that helps, and quotes what it should not. */
function parsePem(pem: Secret): KeyObject | undefined {
  try {
    return createPrivateKey(pem.reveal());
  } catch {
    return undefined;
  }
}

function unfitFor(algorithm: PrivateKeyAlgorithm, key: KeyObject): string | undefined {
  const curve = CURVES[algorithm];
  if (curve) {
    const fits = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve;
    return fits ? undefined : `must be an EC key on the curve of ${algorithm} (${curve})`;
  }
  const fits =
    key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS;
  return fits ? undefined : `must be an RSA key of at least ${LEAST_RSA_BITS} bits for ${algorithm}`;
}

function problem(field: CredentialsProblem['field'], rule: string): CredentialsProblem {
  return { field, rule };
}
