import { describe, expect, it } from '@jest/globals';
import { Findings } from './findings.js';
import { readSettings } from './read-settings.js';
import { checkRelations, checkTopicsDiffer } from './relations.js';
import { SETTING_NAMES } from './table/settings-table.js';

const REQUIRED = {
  KAFKA_BROKERS: 'kafka:9092',
  PINGONE_ENVIRONMENT_ID: 'a1b2c3d4-0000-4000-8000-000000000001',
  PINGONE_CLIENT_ID: 'worker',
};

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const findings = new Findings();
  const values = readSettings(SETTING_NAMES, { ...REQUIRED, ...env }, () => '', findings);
  checkRelations(values, findings);
  checkTopicsDiffer(values, findings);
  return findings.problems.map(({ name, rule }) => `${name} ${rule}`);
}

describe('A relation between settings', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'an event may not be older than the memory',
      { LEDGER_RETENTION_MS: '86400000', MAX_EVENT_AGE_MS: '86400001' },
      'MAX_EVENT_AGE_MS must not be more than LEDGER_RETENTION_MS: repeats of older events could not be recognised',
    ],
    [
      'a job ends before it is forgotten',
      { LEDGER_RETENTION_MS: '3600000' },
      'LEDGER_RETENTION_MS must be more than PINGONE_JOB_DEADLINE_MS',
    ],
    [
      'a job outlasts a request',
      { PINGONE_JOB_DEADLINE_MS: '10000' },
      'PINGONE_JOB_DEADLINE_MS must be more than PINGONE_REQUEST_TIMEOUT_MS',
    ],
    [
      'a shutdown outlasts a request',
      { SHUTDOWN_DEADLINE_MS: '10000' },
      'SHUTDOWN_DEADLINE_MS must be more than PINGONE_REQUEST_TIMEOUT_MS: a request under way is waited for',
    ],
    [
      'topics are different',
      { TOPIC_DEAD_LETTER: 'revocation.completed' },
      'TOPIC_DEAD_LETTER must be another topic than TOPIC_REVOCATION_COMPLETED',
    ],
  ])('is a rule: %s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });

  it('is not judged if one of the settings is wrong by itself', () => {
    expect(problemsOf({ MAX_EVENT_AGE_MS: '86400000', LEDGER_RETENTION_MS: 'long' })).toHaveLength(1);
  });
});
