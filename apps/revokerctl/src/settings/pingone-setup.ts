import type { ClientCredentials, PingOneSettings } from '#libs/pingone';
import { AUTH_METHODS, endpointsOf, REGIONS, workerCredentials, type ReadFile } from '#libs/settings';
import { policySetup } from './policy-setup.js';
import { ANYTHING, SettingReader, type Environment } from './setting-reader.js';

/** Where there is a problem with the worker, which `finish` throws. */
const NOBODY: ClientCredentials = { clientId: '', authentication: { method: 'NONE' } };

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
  const worker = readWorker(reader) ?? NOBODY;
  const requestTimeoutMs = reader.whole('PINGONE_REQUEST_TIMEOUT_MS', { min: 100, max: 120_000 }) ?? 10_000;
  reader.finish();
  return { ...endpoints, ...MODEST, environments, worker, applications, requestTimeoutMs };
}

function readEndpoints(reader: SettingReader): Pick<PingOneSettings, 'apiUrl' | 'authUrl'> {
  const region = reader.choice('PINGONE_REGION', REGIONS);
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
      reader.findings.problem(
        'PINGONE_REGION',
        'must not be set together with PINGONE_API_URL or PINGONE_AUTH_URL',
      );
    }
    return endpointsOf(region);
  }
  if (apiUrl === undefined || authUrl === undefined) {
    reader.findings.problem('PINGONE_REGION', 'must be set, or both PINGONE_API_URL and PINGONE_AUTH_URL');
  }
  return { apiUrl: apiUrl ?? '', authUrl: authUrl ?? '' };
}

function readWorker(reader: SettingReader): ClientCredentials | undefined {
  const settings = {
    PINGONE_CLIENT_ID: reader.required('PINGONE_CLIENT_ID', {
      rule: 'the id of an application, without spaces',
      holds: (value) => /^[\x21-\x7e]+$/.test(value),
    }),
    PINGONE_CLIENT_AUTH_METHOD:
      reader.choice('PINGONE_CLIENT_AUTH_METHOD', AUTH_METHODS) ?? 'CLIENT_SECRET_BASIC',
    PINGONE_CLIENT_SECRET: reader.secret('PINGONE_CLIENT_SECRET'),
    PINGONE_PRIVATE_KEY_FILE: reader.secretContent('PINGONE_PRIVATE_KEY_FILE'),
    PINGONE_KEY_ID: reader.text('PINGONE_KEY_ID', ANYTHING),
  };
  return workerCredentials(settings, reader.findings);
}
