import { describe, expect, it } from '@jest/globals';
import { Findings } from '../findings.js';
import { readSettings } from '../read-settings.js';
import { SETTING_NAMES } from './settings-table.js';

const ENVIRONMENT = 'A1B2C3D4-0000-4000-8000-000000000001';

function problemsOf(name: string, value: string): readonly string[] {
  const findings = new Findings();
  readSettings(SETTING_NAMES, { [name]: value }, () => '', findings);
  return findings.problems.filter((problem) => problem.name === name).map(({ rule }) => rule);
}

describe('The rule of each setting', () => {
  it.each<[string, string]>([
    ['KAFKA_BROKERS', 'kafka'],
    ['KAFKA_BROKERS', 'PLAINTEXT://kafka:9092'],
    ['KAFKA_BROKERS', 'kafka:0'],
    ['KAFKA_BROKERS', 'kafka:65536'],
    ['KAFKA_BROKERS', 'kafka:9092,'.repeat(2) + 'other'],
    ['KAFKA_BROKERS', ','],
    ['KAFKA_BROKERS', '[::g]:9092'],
    ['KAFKA_GROUP_ID', 'a group'],
    ['KAFKA_CLIENT_ID', 'ä'],
    ['KAFKA_SESSION_TIMEOUT_MS', '2999'],
    ['KAFKA_SESSION_TIMEOUT_MS', '10s'],
    ['KAFKA_SSL', 'yes'],
    ['KAFKA_SASL_MECHANISM', 'gssapi'],
    ['TOPICS_CREATE', '1'],
    ['TOPIC_LEDGER', '..'],
    ['TOPIC_LEDGER', 'a/b'],
    ['TOPIC_LEDGER', 'x'.repeat(250)],
    ['LANES', '0'],
    ['LANES', '1.5'],
    ['LANES', '-1'],
    ['LANES', '1025'],
    ['START_FROM', 'beginning'],
    ['MAX_EVENT_AGE_MS', 'P1D'],
    ['LEDGER_RETENTION_MS', '1e9'],
    ['PINGONE_REGION', 'US'],
    ['PINGONE_ENVIRONMENT_ID', 'prod'],
    ['PINGONE_ENVIRONMENTS', `${ENVIRONMENT},prod`],
    ['PINGONE_CLIENT_ID', 'a worker'],
    ['PINGONE_CLIENT_AUTH_METHOD', 'client_secret_basic'],
    ['PINGONE_REQUESTS_PER_SECOND', '0'],
    ['PINGONE_REQUESTS_PER_SECOND', '-10'],
    ['PINGONE_RATE_GROUPS', 'oath=-10'],
    ['PINGONE_REQUESTS_IN_FLIGHT', '0'],
    ['PINGONE_REQUESTS_IN_FLIGHT', '-1'],
    ['PINGONE_REQUEST_TIMEOUT_MS', '0'],
    ['PINGONE_MAX_TOKENS_PER_JOB', '0'],
    ['PINGONE_MAX_TOKENS_PER_JOB', '-100'],
    ['PINGONE_JOB_DEADLINE_MS', '999'],
    ['OATH_TOKEN_INDEX_REFRESH_MS', '-1'],
    ['HEALTH_HOST', 'http://localhost'],
    ['HEALTH_HOST', '-a'],
    ['HEALTH_PORT', '65536'],
    ['LOG_LEVEL', 'verbose'],
    ['SHUTDOWN_DEADLINE_MS', '999'],
  ])('%s refuses %j', (name, value) => {
    expect(problemsOf(name, value)).toEqual([expect.stringMatching(/^must /)]);
  });

  it.each<[string, string]>([
    ['KAFKA_BROKERS', '[::1]:9092'],
    ['KAFKA_BROKERS', 'kafka_1.internal:9092,10.0.0.1:9093,'],
    ['KAFKA_SESSION_TIMEOUT_MS', '3000'],
    ['HEALTH_HOST', '::'],
    ['HEALTH_HOST', 'localhost'],
  ])('%s takes %j', (name, value) => {
    expect(problemsOf(name, value)).toEqual([]);
  });
});
