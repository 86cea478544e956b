import { createPrivateKey } from 'node:crypto';
import {
  readClientCredentials,
  type ClientAuthMethod,
  type ClientCredentials,
  type CredentialsProblem,
  type PingOneSettings,
} from '#libs/pingone';
import { Secret } from '#libs/observability';
import { policySetup } from './policy-setup.js';
import { SettingReader, type Environment, type ReadFile } from './setting-reader.js';

/** An organisation lives in one region (PingOne, "API requests"). */
const TOP_LEVEL_DOMAINS = { NA: 'com', CA: 'ca', EU: 'eu', AU: 'com.au', SG: 'sg', AP: 'asia' } as const;
type Region = keyof typeof TOP_LEVEL_DOMAINS;

const AUTH_METHODS = [
  'CLIENT_SECRET_BASIC',
  'CLIENT_SECRET_POST',
  'CLIENT_SECRET_JWT',
  'PRIVATE_KEY_JWT',
  'NONE',
] as const satisfies readonly ClientAuthMethod[];

const SETTING_OF: Readonly<Record<CredentialsProblem['field'], string>> = {
  clientId: 'PINGONE_CLIENT_ID',
  clientSecret: 'PINGONE_CLIENT_SECRET',
  privateKey: 'PINGONE_PRIVATE_KEY_FILE',
  algorithm: 'PINGONE_PRIVATE_KEY_FILE',
};

/** RFC 7518, section 3.4: one algorithm for each curve, which OpenSSL calls by names of its own. */
const ALGORITHM_OF_CURVE: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** A person waits, and nobody else shall notice. */
const MODEST = { requestsPerSecond: 5, requestsInFlight: 2 };

/**
 * How the service reaches PingOne, for a few questions of our own. That URLs are
 * https the client of PingOne sees to itself.
 *
 * @throws CliError that says everything that is wrong with the settings
 */
export function readPingOneSetup(env: Environment, readFile: ReadFile): PingOneSettings {
  const reader = new SettingReader(env, readFile);
  const { environments, applications } = policySetup(reader, env);
  const endpoints = readEndpoints(reader);
  const worker = readWorker(reader);
  const requestTimeoutMs = reader.whole('PINGONE_REQUEST_TIMEOUT_MS', { min: 100, max: 120_000 }) ?? 10_000;
  reader.finish();
  return { ...endpoints, ...MODEST, environments, worker, applications, requestTimeoutMs };
}

function readEndpoints(reader: SettingReader): Pick<PingOneSettings, 'apiUrl' | 'authUrl'> {
  const region = reader.choice('PINGONE_REGION', Object.keys(TOP_LEVEL_DOMAINS) as Region[]);
  const apiUrl = reader.text('PINGONE_API_URL', {
    rule: 'a URL that ends in /v1',
    holds: (value) => URL.canParse(value) && /\/v1\/?$/.test(value),
  });
  const authUrl = reader.text('PINGONE_AUTH_URL', {
    rule: 'a URL without the environment id and without /as',
    holds: (value) => URL.canParse(value) && !/\/as(\/|$)/.test(value),
  });
  if (region !== undefined) {
    if (apiUrl !== undefined || authUrl !== undefined) {
      reader.problem('PINGONE_REGION', 'must not be set together with PINGONE_API_URL or PINGONE_AUTH_URL');
    }
    const domain = `pingone.${TOP_LEVEL_DOMAINS[region]}`;
    return { apiUrl: `https://api.${domain}/v1`, authUrl: `https://auth.${domain}` };
  }
  if (apiUrl === undefined || authUrl === undefined) {
    reader.problem('PINGONE_REGION', 'must be set, or both PINGONE_API_URL and PINGONE_AUTH_URL');
  }
  return { apiUrl: apiUrl ?? '', authUrl: authUrl ?? '' };
}

function readWorker(reader: SettingReader): ClientCredentials {
  const clientId = reader.required('PINGONE_CLIENT_ID', {
    rule: 'the id of an application, without spaces',
    holds: (value) => /^[\x21-\x7e]+$/.test(value),
  });
  const pem = reader.content('PINGONE_PRIVATE_KEY_FILE');
  const read = readClientCredentials({
    clientId,
    method: reader.choice('PINGONE_CLIENT_AUTH_METHOD', AUTH_METHODS) ?? 'CLIENT_SECRET_BASIC',
    clientSecret: reader.secret('PINGONE_CLIENT_SECRET'),
    privateKeyPem: pem === undefined ? undefined : new Secret(pem),
    keyId: reader.text('PINGONE_KEY_ID', { rule: 'the kid of the key', holds: () => true }),
    algorithm: pem === undefined ? undefined : algorithmOf(pem),
  });
  if (read.kind === 'ok') {
    return read.credentials;
  }
  read.problems.forEach(({ field, rule }) => reader.problem(SETTING_OF[field], rule));
  return { clientId, authentication: { method: 'NONE' } };
}

/** Where the key leaves no choice, nobody has to make one. */
function algorithmOf(pem: string): string | undefined {
  try {
    return ALGORITHM_OF_CURVE[createPrivateKey(pem).asymmetricKeyDetails?.namedCurve ?? ''];
  } catch {
    return undefined;
  }
}
