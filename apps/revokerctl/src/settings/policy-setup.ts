import { ProtectedUsers, readProtectedUsers, type GuardOptions } from '#libs/execution';
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
  /** An event that is read so long after it was published comes late. */
  readonly lateEventMs: number;
  readonly clockToleranceMs: number;
  readonly revokeUserSessions: boolean;
  readonly oathTokenIndex: boolean;
  /** Whether the service has a key to seal OAuth tokens with. */
  readonly hasSealingKey: boolean;
  /** Those whose OAuth tokens can be revoked. */
  readonly applications: readonly ApplicationCredentials[];
  /** What is held until an operator decides. */
  readonly guards: GuardOptions;
}

const UUID = {
  rule: 'a UUID',
  holds: (value: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
};
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CLOCK_TOLERANCE_MS = 300_000;
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
    lateEventMs: reader.whole('LATE_EVENT_MS', { ...age, min: 60_000 }) ?? DAY_MS,
    clockToleranceMs: reader.whole('CLOCK_TOLERANCE_MS', { min: 0, max: DAY_MS }) ?? CLOCK_TOLERANCE_MS,
    revokeUserSessions: reader.flag('REVOKE_USER_SESSIONS'),
    oathTokenIndex: reader.flag('OATH_TOKEN_INDEX'),
    hasSealingKey: reader.content('TOKEN_SEALING_KEY_FILE') !== undefined,
    applications: readApplications(reader, env),
    guards: readGuards(reader),
  };
}

function readGuards(reader: SettingReader): GuardOptions {
  const limit = reader.whole('MASS_DEPROVISIONING_LIMIT', { min: 1, max: 1_000_000 });
  const windowMs = reader.whole('MASS_DEPROVISIONING_WINDOW_MS', { min: 1_000, max: 7 * DAY_MS }) ?? HOUR_MS;
  return {
    ...(limit !== undefined && { massDeprovisioning: { limit, windowMs } }),
    protectedUsers: readProtected(reader),
  };
}

function readProtected(reader: SettingReader): ProtectedUsers {
  const name = 'PROTECTED_USERS_FILE';
  const content = reader.content(name);
  if (content === undefined) {
    return new ProtectedUsers([]);
  }
  const { users, problems } = readProtectedUsers(content);
  problems.forEach((problem) => reader.findings.problem(name, `must ${problem}`));
  return users;
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
