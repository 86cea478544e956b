import type { PingOneSettings } from '#libs/pingone';
import {
  Findings,
  pingOneEndpoints,
  pingOneEnvironments,
  readSettings,
  workerCredentials,
  type Environment,
  type ReadFile,
} from '#libs/settings';
import { readApplications } from './policy-setup.js';
import { refuseProblems } from './refuse-settings.js';

/** For a few requests while a person waits, which take next to nothing from the budget of the service. */
const MODEST = { requestsPerSecond: 5, requestsInFlight: 2 };

const NAMES = [
  'PINGONE_REGION',
  'PINGONE_API_URL',
  'PINGONE_AUTH_URL',
  'PINGONE_ENVIRONMENT_ID',
  'PINGONE_ENVIRONMENTS',
  'PINGONE_CLIENT_ID',
  'PINGONE_CLIENT_SECRET',
  'PINGONE_CLIENT_AUTH_METHOD',
  'PINGONE_PRIVATE_KEY_FILE',
  'PINGONE_KEY_ID',
  'PINGONE_APPLICATIONS_FILE',
  'PINGONE_REQUEST_TIMEOUT_MS',
] as const;

/**
 * How the service reaches PingOne, for a few requests of our own.
 *
 * @throws CliError that says everything that is wrong with the settings
 */
export function readPingOneSetup(env: Environment, readFile: ReadFile): PingOneSettings {
  const findings = new Findings();
  const values = readSettings(NAMES, env, readFile, findings);
  const endpoints = pingOneEndpoints(values, findings);
  const worker = workerCredentials(values, findings);
  const applications = readApplications(values.PINGONE_APPLICATIONS_FILE, env, findings);
  refuseProblems(findings);
  if (endpoints === undefined || worker === undefined) {
    throw new Error('A part of the settings of PingOne is missing, and no problem was found.');
  }
  const { environments } = pingOneEnvironments(values);
  const requestTimeoutMs = values.PINGONE_REQUEST_TIMEOUT_MS;
  return { ...endpoints, ...MODEST, environments, worker, applications, requestTimeoutMs };
}
