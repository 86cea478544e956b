import { readProtectedUsers, type GuardOptions } from '#libs/execution';
import { ApplicationsFileError, loadApplications, type ApplicationCredentials } from '#libs/pingone';
import {
  checkRelations,
  Findings,
  pingOneEnvironments,
  readSettings,
  type Environment,
  type ReadFile,
  type SettingValue,
} from '#libs/settings';
import { refuseProblems } from './refuse-settings.js';

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
  readonly verify: SettingValue<'VERIFY'>;
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

const NAMES = [
  'PINGONE_ENVIRONMENT_ID',
  'PINGONE_ENVIRONMENTS',
  'PINGONE_MAX_TOKENS_PER_JOB',
  'PINGONE_REQUESTS_PER_SECOND',
  'PINGONE_APPLICATIONS_FILE',
  'LEDGER_RETENTION_MS',
  'MAX_EVENT_AGE_MS',
  'VERIFY',
  'LATE_EVENT_MS',
  'CLOCK_TOLERANCE_MS',
  'REVOKE_USER_SESSIONS',
  'OATH_TOKEN_INDEX',
  'TOKEN_SEALING_KEY_FILE',
  'MASS_DEPROVISIONING_LIMIT',
  'MASS_DEPROVISIONING_WINDOW_MS',
  'PROTECTED_USERS_FILE',
] as const;

/** @throws CliError that says everything that is wrong with the settings */
export function readPolicySetup(env: Environment, readFile: ReadFile): PolicySetup {
  const findings = new Findings();
  const values = readSettings(NAMES, env, readFile, findings);
  const applications = readApplications(values.PINGONE_APPLICATIONS_FILE, env, findings);
  const { users, problems } = readProtectedUsers(values.PROTECTED_USERS_FILE);
  problems.forEach((rule) => findings.problem('PROTECTED_USERS_FILE', `must ${rule}`));
  checkRelations(values, findings);
  refuseProblems(findings);
  const { MASS_DEPROVISIONING_LIMIT: limit, MASS_DEPROVISIONING_WINDOW_MS: windowMs } = values;
  return {
    ...pingOneEnvironments(values),
    maxTokensPerJob: values.PINGONE_MAX_TOKENS_PER_JOB,
    requestsPerSecond: values.PINGONE_REQUESTS_PER_SECOND,
    maxEventAgeMs: values.MAX_EVENT_AGE_MS ?? values.LEDGER_RETENTION_MS,
    verify: values.VERIFY,
    lateEventMs: values.LATE_EVENT_MS,
    clockToleranceMs: values.CLOCK_TOLERANCE_MS,
    revokeUserSessions: values.REVOKE_USER_SESSIONS,
    oathTokenIndex: values.OATH_TOKEN_INDEX,
    hasSealingKey: values.TOKEN_SEALING_KEY_FILE !== undefined,
    applications,
    guards: {
      ...(limit !== undefined && { massDeprovisioning: { limit, windowMs } }),
      protectedUsers: users,
    },
  };
}

export function readApplications(
  file: string | undefined,
  env: Environment,
  findings: Findings,
): readonly ApplicationCredentials[] {
  try {
    return file === undefined ? [] : loadApplications(file, (name) => env[name]);
  } catch (error) {
    if (!(error instanceof ApplicationsFileError)) {
      throw error;
    }
    findings.problem('PINGONE_APPLICATIONS_FILE', `cannot be used. ${error.message}`);
    return [];
  }
}
