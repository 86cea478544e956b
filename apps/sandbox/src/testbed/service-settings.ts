import { connectionSettings, pingoneSettings, type Settings } from '#libs/testbed';
import type { Names } from './names.js';

/** A request under way at SIGTERM is waited for, so the second must be more than the first. */
const REQUEST_TIMEOUT_MS = 3_000;
export const SHUTDOWN_DEADLINE_MS = 5_000;

/** What a program needs of the shell; nothing that is a setting of the service. */
const FROM_THE_SHELL = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ'];
const FOREIGN_PREFIXES = ['KAFKA_', 'PINGONE_', 'TOPIC_'];

export interface ServiceConnections {
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
export function serviceSettings(connections: ServiceConnections): Settings {
  const { brokers, names, pingone, applicationsFile, sealingKeyFile, healthPort } = connections;
  const [environmentId = '', ...others] = pingone.environmentIds;
  return {
    ...connectionSettings({
      brokers: brokers.join(),
      ...names,
      pingone: pingoneSettings({ ...pingone, environmentId }),
    }),
    ...(others.length > 0 && { PINGONE_ENVIRONMENTS: others.join() }),
    LANES: '4',
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

/** @returns the environment of the service: its settings, and nothing else of the shell that it would obey */
export function serviceEnvironment(settings: Settings, shell: NodeJS.ProcessEnv): Settings {
  const kept = FROM_THE_SHELL.flatMap((name) => {
    const value = shell[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(kept) as Settings), ...settings };
}

/** Variables of the shell that the service would obey, and the sandbox does not: they may point at production. */
export function foreignVariables(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env)
    .filter((name) => FOREIGN_PREFIXES.some((prefix) => name.startsWith(prefix)))
    .sort();
}

/** Names only, never values: one of them may be a secret (promise P6). */
export function sayIgnored(names: readonly string[]): string {
  return `Ignored, because the sandbox uses only what it starts itself: ${names.join(', ')}`;
}
