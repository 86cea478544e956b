import { TOPIC_SETTINGS } from '#libs/settings';
import { TOPIC_NAMES, type Names } from './names.js';

/** A request under way at SIGTERM is waited for, so the second must be more than the first. */
const REQUEST_TIMEOUT_MS = 3_000;
export const SHUTDOWN_DEADLINE_MS = 5_000;

/** What a program needs of the shell; nothing that is a setting of the service. */
const FROM_THE_SHELL = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ'];

export interface Surroundings {
  readonly brokers: readonly string[];
  readonly names: Names;
  readonly pingone: {
    readonly apiUrl: string;
    readonly authUrl: string;
    readonly environmentIds: readonly string[];
    readonly worker: { readonly clientId: string; readonly clientSecret: string };
  };
  readonly applicationsFile: string;
  readonly sealingKeyFile: string;
  readonly healthPort: number;
}

/** The settings of the service, by the names that docs/reference/settings.md documents. The command line takes the same. */
export function serviceSettings(surroundings: Surroundings): Readonly<Record<string, string>> {
  const { brokers, names, pingone, applicationsFile, sealingKeyFile, healthPort } = surroundings;
  const [environmentId = '', ...others] = pingone.environmentIds;
  return {
    KAFKA_BROKERS: brokers.join(),
    KAFKA_GROUP_ID: names.groupId,
    ...Object.fromEntries(TOPIC_NAMES.map((name) => [TOPIC_SETTINGS[name], names.topics[name]])),
    TOPICS_CREATE: 'true',
    LANES: '4',
    START_FROM: 'earliest',
    PINGONE_API_URL: pingone.apiUrl,
    PINGONE_AUTH_URL: pingone.authUrl,
    PINGONE_ENVIRONMENT_ID: environmentId,
    ...(others.length === 0 ? {} : { PINGONE_ENVIRONMENTS: others.join() }),
    PINGONE_CLIENT_ID: pingone.worker.clientId,
    PINGONE_CLIENT_SECRET: pingone.worker.clientSecret,
    PINGONE_APPLICATIONS_FILE: applicationsFile,
    PINGONE_REQUESTS_PER_SECOND: '50',
    PINGONE_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    REVOKE_USER_SESSIONS: 'true',
    OATH_TOKEN_INDEX: 'true',
    TOKEN_SEALING_KEY_FILE: sealingKeyFile,
    HEALTH_HOST: '127.0.0.1',
    HEALTH_PORT: String(healthPort),
    LOG_LEVEL: 'info',
    SHUTDOWN_DEADLINE_MS: String(SHUTDOWN_DEADLINE_MS),
  };
}

export function serviceEnvironment(
  settings: Readonly<Record<string, string>>,
  shell: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const kept = FROM_THE_SHELL.flatMap((name) => {
    const value = shell[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...settings };
}
