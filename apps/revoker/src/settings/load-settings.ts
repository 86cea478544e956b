import { readProtectedUsers } from '#libs/execution';
import {
  checkRelations,
  checkTopicsDiffer,
  Findings,
  inOrder,
  kafkaSecurity,
  pingOneEndpoints,
  pingOneEnvironments,
  rateGroupLimits,
  readSettings,
  SETTING_NAMES,
  VARIABLE_NAMES,
  workerCredentials,
  type Problem,
  type ReadFile,
} from '#libs/settings';
import { sealingKeys } from './sealing-keys.js';
import type { Settings } from './settings.js';
import { warnOfUnknownNames } from './unknown-names.js';

type LoadedSettings =
  | { readonly kind: 'settings'; readonly settings: Settings; readonly warnings: readonly Problem[] }
  | {
      readonly kind: 'problems';
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
    };

/**
 * Makes the settings of the environment, or says everything that is wrong with
 * it at once.
 */
export function loadSettings(env: NodeJS.ProcessEnv, readFile: ReadFile): LoadedSettings {
  const findings = new Findings();
  const environment = readSettings(SETTING_NAMES, env, readFile, findings);
  const endpoints = pingOneEndpoints(environment, findings);
  const worker = workerCredentials(environment, findings);
  const security = kafkaSecurity(environment, findings);
  const keys = sealingKeys(environment, findings);
  const { users, problems: badUsers } = readProtectedUsers(environment.PROTECTED_USERS_FILE);
  badUsers.forEach((rule) => findings.problem('PROTECTED_USERS_FILE', `must ${rule}`));
  checkRelations(environment, findings);
  checkTopicsDiffer(environment, findings);
  warnOfUnknownNames(env, VARIABLE_NAMES, findings);
  const { warnings } = findings;
  const problems = inOrder(findings.problems);
  if (problems.length > 0 || endpoints === undefined || worker === undefined) {
    return { kind: 'problems', problems, warnings };
  }
  return {
    kind: 'settings',
    warnings,
    settings: {
      kafka: {
        brokers: environment.KAFKA_BROKERS,
        clientId: environment.KAFKA_CLIENT_ID,
        groupId: environment.KAFKA_GROUP_ID,
        sessionTimeoutMs: environment.KAFKA_SESSION_TIMEOUT_MS,
        ...security,
      },
      topics: {
        userDeprovisioned: environment.TOPIC_USER_DEPROVISIONED,
        sessionTerminated: environment.TOPIC_SESSION_TERMINATED,
        revocationCompleted: environment.TOPIC_REVOCATION_COMPLETED,
        deadLetter: environment.TOPIC_DEAD_LETTER,
        ledger: environment.TOPIC_LEDGER,
        commands: environment.TOPIC_COMMANDS,
        create: environment.TOPICS_CREATE,
      },
      lanes: {
        count: environment.LANES,
        ...(environment.START_FROM && { startFrom: environment.START_FROM }),
        ledgerRetentionMs: environment.LEDGER_RETENTION_MS,
        maxEventAgeMs: environment.MAX_EVENT_AGE_MS ?? environment.LEDGER_RETENTION_MS,
        maxOpen: environment.MAX_OPEN_PER_LANE,
      },
      pingone: {
        ...endpoints,
        ...pingOneEnvironments(environment),
        worker,
        ...(environment.PINGONE_APPLICATIONS_FILE && {
          applicationsFile: environment.PINGONE_APPLICATIONS_FILE,
        }),
        ...(environment.PINGONE_RATE_GROUPS && {
          rateGroups: rateGroupLimits(environment.PINGONE_RATE_GROUPS),
        }),
        requestsPerSecond: environment.PINGONE_REQUESTS_PER_SECOND,
        requestsInFlight: environment.PINGONE_REQUESTS_IN_FLIGHT,
        requestTimeoutMs: environment.PINGONE_REQUEST_TIMEOUT_MS,
        credentialsDeadlineMs: environment.PINGONE_CREDENTIALS_DEADLINE_MS,
      },
      jobs: {
        maxTokensPerJob: environment.PINGONE_MAX_TOKENS_PER_JOB,
        deadlineMs: environment.PINGONE_JOB_DEADLINE_MS,
      },
      policy: {
        revokeUserSessions: environment.REVOKE_USER_SESSIONS,
        endSessionsOfUnrevocableTokens: environment.TOKEN_FALLBACK_END_SESSION,
        verify: environment.VERIFY,
        lateEventMs: environment.LATE_EVENT_MS,
        clockToleranceMs: environment.CLOCK_TOLERANCE_MS,
        oathTokenIndex: environment.OATH_TOKEN_INDEX,
        oathTokenIndexRefreshMs: environment.OATH_TOKEN_INDEX_REFRESH_MS,
      },
      guards: {
        ...(environment.MASS_DEPROVISIONING_LIMIT !== undefined && {
          massDeprovisioning: {
            limit: environment.MASS_DEPROVISIONING_LIMIT,
            windowMs: environment.MASS_DEPROVISIONING_WINDOW_MS,
          },
        }),
        protectedUsers: users,
        maxHeldPerLane: environment.MAX_HELD_PER_LANE,
      },
      sealingKeys: keys,
      health: { host: environment.HEALTH_HOST, port: environment.HEALTH_PORT },
      logLevel: environment.LOG_LEVEL,
      ...(environment.OTEL_EXPORTER_OTLP_ENDPOINT && {
        tracesEndpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT,
      }),
      shutdownDeadlineMs: environment.SHUTDOWN_DEADLINE_MS,
    },
  };
}
