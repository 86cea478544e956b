import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../apps/revoker/src/settings/load-settings.js';
import { CliError } from '../apps/revokerctl/src/cli/cli-error.js';
import { readKafkaSetup } from '../apps/revokerctl/src/settings/kafka-setup.js';
import { readPingOneSetup } from '../apps/revokerctl/src/settings/pingone-setup.js';
import { readPolicySetup } from '../apps/revokerctl/src/settings/policy-setup.js';

/** An environment that the service starts with. */
const GOOD = {
  KAFKA_BROKERS: 'k1:9092, k2:9092',
  PINGONE_REGION: 'EU',
  PINGONE_ENVIRONMENT_ID: '5CAA81AF-ec05-41ff-a709-c7378007a99c',
  PINGONE_ENVIRONMENTS: '11111111-ec05-41ff-a709-c7378007a99c',
  PINGONE_CLIENT_ID: 'worker',
  PINGONE_CLIENT_SECRET: 'secret',
};

type Environment = Readonly<Record<string, string>>;

const noFile = (): string => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

/** Names of the settings that the service refuses. */
function refusedByService(env: Environment): readonly string[] {
  const loaded = loadSettings(env, noFile);
  return loaded.kind === 'problems' ? loaded.problems.map(({ name }) => name).sort() : [];
}

/** The same of the command line: each of its commands reads only what it needs. */
function refusedByCommandLine(env: Environment): readonly string[] {
  const names = [readKafkaSetup, readPolicySetup, readPingOneSetup].flatMap((read) => {
    try {
      read(env, noFile);
      return [];
    } catch (error) {
      if (!(error instanceof CliError)) {
        throw error;
      }
      return [...error.message.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name);
    }
  });
  return [...new Set(names)].sort();
}

describe('revokerctl reads the settings as the service does', () => {
  it('with the same values and defaults', () => {
    const loaded = loadSettings(GOOD, noFile);
    if (loaded.kind !== 'settings') {
      throw new Error('The environment is not good.');
    }
    const { kafka, topics, lanes, pingone, jobs, policy } = loaded.settings;
    expect(readKafkaSetup(GOOD, noFile)).toMatchObject({
      kafka: { brokers: kafka.brokers },
      groupId: kafka.groupId,
      topics: {
        inputs: {
          'user.deprovisioned': topics.userDeprovisioned,
          'session.terminated': topics.sessionTerminated,
        },
        completed: topics.revocationCompleted,
        deadLetter: topics.deadLetter,
        ledger: topics.ledger,
        commands: topics.commands,
      },
      lanes: lanes.count,
      ledgerRetentionMs: lanes.ledgerRetentionMs,
    });
    expect(readPolicySetup(GOOD, noFile)).toMatchObject({
      environmentId: pingone.environmentId,
      environments: pingone.environments,
      maxTokensPerJob: jobs.maxTokensPerJob,
      requestsPerSecond: pingone.requestsPerSecond,
      maxEventAgeMs: lanes.maxEventAgeMs,
      verify: policy.verify,
      lateEventMs: policy.lateEventMs,
      clockToleranceMs: policy.clockToleranceMs,
      revokeUserSessions: policy.revokeUserSessions,
      oathTokenIndex: policy.oathTokenIndex,
    });
    const { apiUrl, authUrl, environments, worker, requestTimeoutMs } = pingone;
    expect(readPingOneSetup(GOOD, noFile)).toMatchObject({
      apiUrl,
      authUrl,
      environments,
      worker,
      requestTimeoutMs,
    });
  });

  it.each<Environment>([
    {},
    { KAFKA_BROKERS: '' },
    { KAFKA_BROKERS: 'http://k:9092' },
    { KAFKA_BROKERS: '[::1]:9092,k:0' },
    { KAFKA_GROUP_ID: 'a group' },
    { KAFKA_SSL: 'yes' },
    { KAFKA_SSL_CA_FILE: '/ca.pem' },
    { KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: '/ca.pem' },
    { KAFKA_SSL: 'yes', KAFKA_SSL_CA_FILE: '/ca.pem' },
    { KAFKA_SASL_MECHANISM: 'magic' },
    { KAFKA_SASL_MECHANISM: 'plain' },
    { KAFKA_SASL_MECHANISM: 'magic', KAFKA_SASL_USERNAME: 'ada' },
    { KAFKA_SASL_USERNAME: 'ada' },
    { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'ada', KAFKA_SASL_PASSWORD_FILE: '/password' },
    { TOPIC_LEDGER: '..' },
    { TOPIC_LEDGER: 'same', TOPIC_COMMANDS: 'same' },
    { LANES: '1025' },
    { START_FROM: 'middle' },
    { LEDGER_RETENTION_MS: '1' },
    { PINGONE_REGION: 'MOON' },
    { PINGONE_REGION: '' },
    { PINGONE_API_URL: 'https://api.example.com/v1' },
    { PINGONE_ENVIRONMENT_ID: 'mine' },
    { PINGONE_ENVIRONMENTS: 'mine,yours' },
    { PINGONE_CLIENT_ID: '' },
    { PINGONE_CLIENT_SECRET: '' },
    { PINGONE_CLIENT_SECRET: '', PINGONE_CLIENT_SECRET_FILE: '/secret' },
    { PINGONE_CLIENT_AUTH_METHOD: 'MAGIC' },
    { PINGONE_CLIENT_AUTH_METHOD: 'PRIVATE_KEY_JWT' },
    { PINGONE_MAX_TOKENS_PER_JOB: '0' },
    { PINGONE_REQUESTS_PER_SECOND: '0' },
    { PINGONE_REQUEST_TIMEOUT_MS: 'soon' },
    { VERIFY: 'perhaps' },
    { LATE_EVENT_MS: '59999' },
    { CLOCK_TOLERANCE_MS: '-1' },
    { MASS_DEPROVISIONING_LIMIT: '0' },
    { MASS_DEPROVISIONING_WINDOW_MS: '999' },
    { PROTECTED_USERS_FILE: '/protected-users' },
    { REVOKE_USER_SESSIONS: 'perhaps' },
  ])('and refuses the same names for %j', (env) => {
    const environment = { ...GOOD, ...env };
    expect(refusedByCommandLine(environment)).toEqual(refusedByService(environment));
  });
});
