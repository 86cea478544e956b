import type { KeyObject } from 'node:crypto';
import { Secret } from '#libs/observability';
import type { Environment } from './environment.dto.js';
import type { Findings } from './findings.js';
import { privateKeyOf } from './pem.js';
import type { WorkerCredentials } from './settings.js';

const NAMES = [
  'PINGONE_CLIENT_ID',
  'PINGONE_CLIENT_AUTH_METHOD',
  'PINGONE_CLIENT_SECRET',
  'PINGONE_CLIENT_SECRET_FILE',
  'PINGONE_PRIVATE_KEY_FILE',
] as const;

/** NIST's names as OpenSSL spells them: the curves of ES256, ES384 and ES512. */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** What the worker application shows at `/as/token`, by its method. */
export function workerCredentials(
  environment: Environment,
  findings: Findings,
): WorkerCredentials | undefined {
  if (!findings.isSound(...NAMES)) {
    return undefined;
  }
  const { PINGONE_CLIENT_ID: clientId, PINGONE_CLIENT_AUTH_METHOD: method } = environment;
  const { PINGONE_CLIENT_SECRET: clientSecret, PINGONE_KEY_ID: keyId } = environment;
  warnOfUnused(environment, findings);
  switch (method) {
    case 'CLIENT_SECRET_BASIC':
    case 'CLIENT_SECRET_POST':
    case 'CLIENT_SECRET_JWT':
      if (clientSecret === undefined) {
        findings.problem('PINGONE_CLIENT_SECRET', `must be set for ${method}`);
        return undefined;
      }
      return { clientId, method, clientSecret };
    case 'PRIVATE_KEY_JWT': {
      const privateKeyPem = signingKey(environment, findings);
      return privateKeyPem && { clientId, method, privateKeyPem, ...(keyId && { keyId }) };
    }
    case 'NONE':
      findings.warning(
        'PINGONE_CLIENT_AUTH_METHOD',
        'is NONE: whoever knows the client id can do what the worker may (RFC 6749, section 4.4 asks for a confidential client)',
      );
      return { clientId, method };
  }
}

function signingKey(environment: Environment, findings: Findings): Secret | undefined {
  const name = 'PINGONE_PRIVATE_KEY_FILE';
  if (environment[name] === undefined) {
    findings.problem(name, 'must be set for PRIVATE_KEY_JWT');
    return undefined;
  }
  const key = privateKeyOf(environment[name].reveal());
  if (key === undefined) {
    findings.problem(name, 'must be a private key in PEM without a passphrase');
    return undefined;
  }
  if (!isFitToSign(key)) {
    findings.problem(name, 'must be an RSA key of 2048 bits or more, or an EC key on P-256, P-384 or P-521');
    return undefined;
  }
  return new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** What PingOne takes: "Create a private key JWT" and "Private key JWT" of its documentation, together. */
function isFitToSign({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyType === 'rsa'
    ? (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048
    : asymmetricKeyType === 'ec' && CURVES.includes(asymmetricKeyDetails?.namedCurve ?? '');
}

/** A change of method takes two deployments; the leftovers between them are no reason to refuse a start. */
function warnOfUnused(environment: Environment, findings: Findings): void {
  const method = environment.PINGONE_CLIENT_AUTH_METHOD;
  const unused = {
    PINGONE_CLIENT_SECRET: method === 'PRIVATE_KEY_JWT' || method === 'NONE',
    PINGONE_PRIVATE_KEY_FILE: method !== 'PRIVATE_KEY_JWT',
    PINGONE_KEY_ID: method !== 'PRIVATE_KEY_JWT',
  } as const;
  for (const name of ['PINGONE_CLIENT_SECRET', 'PINGONE_PRIVATE_KEY_FILE', 'PINGONE_KEY_ID'] as const) {
    if (unused[name] && environment[name] !== undefined) {
      findings.warning(name, `is not used by ${method}`);
    }
  }
}
