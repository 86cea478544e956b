import { ApplicationsFileError, loadApplications, type ApplicationCredentials } from '#libs/pingone';
import type { ReadFile } from '#libs/settings';
import { SettingReader, type Environment } from './setting-reader.js';

/** What decides how the service carries an event out. Durations are milliseconds. */
export interface PolicySetup {
  /** Of events that name none. */
  readonly environmentId: string;
  /** All that events may name. */
  readonly environments: readonly string[];
  readonly maxTokensPerJob: number;
  /** Of all instances together. */
  readonly requestsPerSecond: number;
  readonly maxEventAgeMs: number;
  readonly verify: 'never' | 'shortfall' | 'always';
  readonly revokeUserSessions: boolean;
  readonly oathTokenIndex: boolean;
  /** Whether the service has a key to seal OAuth tokens with. */
  readonly hasSealingKey: boolean;
  /** Those whose OAuth tokens can be revoked. */
  readonly applications: readonly ApplicationCredentials[];
}

const UUID = {
  rule: 'a UUID',
  holds: (value: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
};
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** @throws CliError that says everything that is wrong with the settings */
export function readPolicySetup(env: Environment, readFile: ReadFile): PolicySetup {
  const reader = new SettingReader(env, readFile);
  const setup = policySetup(reader, env);
  reader.finish();
  return setup;
}

export function policySetup(reader: SettingReader, env: Environment): PolicySetup {
  const environmentId = reader.required('PINGONE_ENVIRONMENT_ID', UUID).toLowerCase();
  const others = reader.list('PINGONE_ENVIRONMENTS', { ...UUID, rule: 'UUIDs separated by commas' }) ?? [];
  const age = { max: YEAR_MS };
  const retentionMs = reader.whole('LEDGER_RETENTION_MS', { ...age, min: 60_000 }) ?? 30 * DAY_MS;
  return {
    environmentId,
    environments: [...new Set([environmentId, ...others.map((id) => id.toLowerCase())])],
    maxTokensPerJob: reader.whole('PINGONE_MAX_TOKENS_PER_JOB', { min: 1, max: 100_000 }) ?? 100,
    requestsPerSecond: reader.whole('PINGONE_REQUESTS_PER_SECOND', { min: 1, max: 10_000 }) ?? 10,
    maxEventAgeMs: reader.whole('MAX_EVENT_AGE_MS', { ...age, min: 1_000 }) ?? retentionMs,
    verify: reader.choice('VERIFY', ['never', 'shortfall', 'always']) ?? 'shortfall',
    revokeUserSessions: reader.flag('REVOKE_USER_SESSIONS'),
    oathTokenIndex: reader.flag('OATH_TOKEN_INDEX'),
    hasSealingKey: reader.content('TOKEN_SEALING_KEY_FILE') !== undefined,
    applications: readApplications(reader, env),
  };
}

function readApplications(reader: SettingReader, env: Environment): readonly ApplicationCredentials[] {
  const file = reader.path('PINGONE_APPLICATIONS_FILE');
  try {
    return file === undefined ? [] : loadApplications(file, (name) => env[name]);
  } catch (error) {
    if (!(error instanceof ApplicationsFileError)) {
      throw error;
    }
    reader.findings.problem('PINGONE_APPLICATIONS_FILE', `cannot be used. ${error.message}`);
    return [];
  }
}
