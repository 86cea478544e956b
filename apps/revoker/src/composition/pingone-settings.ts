import { loadApplications, type PingOneSettings } from '#libs/pingone';
import type { Settings } from '../settings/index.js';

/** @throws ApplicationsFileError that says everything that is wrong with the file of applications */
export function pingOneSettings({ pingone }: Settings, env: NodeJS.ProcessEnv): PingOneSettings {
  const { apiUrl, authUrl, environments, worker, applicationsFile } = pingone;
  const { rateGroups, requestsPerSecond, requestsInFlight, requestTimeoutMs } = pingone;
  return {
    apiUrl,
    authUrl,
    environments,
    worker,
    applications:
      applicationsFile === undefined ? [] : loadApplications(applicationsFile, (name) => env[name]),
    ...(rateGroups && { rateGroups }),
    requestsPerSecond,
    requestsInFlight,
    requestTimeoutMs,
  };
}
