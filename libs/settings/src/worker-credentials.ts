import { readClientCredentials, type ClientCredentials, type CredentialsProblem } from '#libs/pingone';
import type { Findings } from './findings.js';
import { privateKeyOf } from './pem.js';
import type { SettingValues } from './table/settings-table.js';

type WorkerSettings = SettingValues<
  | 'PINGONE_CLIENT_ID'
  | 'PINGONE_CLIENT_AUTH_METHOD'
  | 'PINGONE_CLIENT_SECRET'
  | 'PINGONE_PRIVATE_KEY_FILE'
  | 'PINGONE_KEY_ID'
>;

const NAMES = [
  'PINGONE_CLIENT_ID',
  'PINGONE_CLIENT_AUTH_METHOD',
  'PINGONE_CLIENT_SECRET',
  'PINGONE_CLIENT_SECRET_FILE',
  'PINGONE_PRIVATE_KEY_FILE',
] as const;

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

/** What the worker application shows at `/as/token`, by its method. */
export function workerCredentials(
  settings: WorkerSettings,
  findings: Findings,
): ClientCredentials | undefined {
  if (!findings.isSound(...NAMES)) {
    return undefined;
  }
  warnOfMethod(settings, findings);
  const read = readClientCredentials({
    clientId: settings.PINGONE_CLIENT_ID,
    method: settings.PINGONE_CLIENT_AUTH_METHOD,
    clientSecret: settings.PINGONE_CLIENT_SECRET,
    privateKeyPem: settings.PINGONE_PRIVATE_KEY_FILE,
    keyId: settings.PINGONE_KEY_ID,
    algorithm: algorithmOf(settings),
  });
  if (read.kind === 'ok') {
    return read.credentials;
  }
  for (const { field, rule } of read.problems) {
    findings.problem(SETTING_OF[field], rule);
  }
  return undefined;
}

/** An EC key leaves no choice; an RSA key gets the algorithm that all of PingOne's pages agree on. */
function algorithmOf({
  PINGONE_CLIENT_AUTH_METHOD: method,
  PINGONE_PRIVATE_KEY_FILE: pem,
}: WorkerSettings): string | undefined {
  const key = method === 'PRIVATE_KEY_JWT' && pem !== undefined ? privateKeyOf(pem.reveal()) : undefined;
  return ALGORITHM_OF_CURVE[key?.asymmetricKeyDetails?.namedCurve ?? ''];
}

function warnOfMethod(settings: WorkerSettings, findings: Findings): void {
  const method = settings.PINGONE_CLIENT_AUTH_METHOD;
  if (method === 'NONE') {
    const why = 'RFC 6749, section 4.4 asks for a confidential client';
    findings.warning(
      'PINGONE_CLIENT_AUTH_METHOD',
      `is NONE: all who know the client id can do what the worker may (${why})`,
    );
  }
  // A change of method takes two deployments; the leftovers between them are no reason to refuse a start.
  const byKey = method === 'PRIVATE_KEY_JWT';
  const unused = [
    ...(byKey || method === 'NONE' ? (['PINGONE_CLIENT_SECRET'] as const) : []),
    ...(byKey ? [] : (['PINGONE_PRIVATE_KEY_FILE', 'PINGONE_KEY_ID'] as const)),
  ];
  for (const name of unused.filter((one) => settings[one] !== undefined)) {
    findings.warning(name, `is not used by ${method}`);
  }
}
