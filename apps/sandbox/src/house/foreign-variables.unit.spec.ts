import { describe, expect, it } from '@jest/globals';
import { foreignVariables, sayIgnored } from './foreign-variables.js';

const shell = {
  PATH: '/bin',
  KAFKA_BROKERS: 'production:9092',
  PINGONE_CLIENT_SECRET: 'canary',
  TOPIC_LEDGER: 'theirs',
  TEST_KAFKA_BROKERS: 'localhost:9092',
};

describe('variables that the shell has for a service', () => {
  it('are found by their prefix; TEST_KAFKA_BROKERS is none of them', () => {
    expect(foreignVariables(shell)).toEqual(['KAFKA_BROKERS', 'PINGONE_CLIENT_SECRET', 'TOPIC_LEDGER']);
  });

  it('are named in one line, without their values', () => {
    expect(sayIgnored(foreignVariables(shell))).toBe(
      'Ignored, because the sandbox is a world of its own: KAFKA_BROKERS, PINGONE_CLIENT_SECRET, TOPIC_LEDGER',
    );
  });
});
