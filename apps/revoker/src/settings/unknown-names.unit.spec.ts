import { describe, expect, it } from '@jest/globals';
import { Findings, type Problem } from '#libs/settings';
import { warnOfUnknownNames } from './unknown-names.js';

const KNOWN = [
  'KAFKA_BROKERS',
  'PINGONE_REGION',
  'PINGONE_CLIENT_SECRET',
  'PINGONE_CLIENT_SECRET_FILE',
  'TOPIC_SESSION_TERMINATED',
  'LANES',
];

function warningsOf(name: string): readonly Problem[] {
  const findings = new Findings();
  warnOfUnknownNames({ [name]: 'x', KAFKA_BROKERS: 'known' }, KNOWN, findings);
  return findings.warnings;
}

describe('Names that are no settings', () => {
  it.each([
    ['PINGONE_REGOIN', 'is not a setting: did you mean PINGONE_REGION?'],
    ['KAFKA_BROKER', 'is not a setting: did you mean KAFKA_BROKERS?'],
    ['PINGONE_CLIENT_SECRET_FIEL', 'is not a setting: did you mean PINGONE_CLIENT_SECRET_FILE?'],
    ['TOPIC_SESSION_TERMINATE', 'is not a setting: did you mean TOPIC_SESSION_TERMINATED?'],
    ['KAFKA_TRUSTSTORE_LOCATION_ON_DISK', 'is not a setting of this service'],
  ])('give a warning: %s', (name, rule) => {
    expect(warningsOf(name)).toEqual([{ name, rule }]);
  });

  it.each(['PATH', 'HOSTNAME', 'LANG', 'KAFKA_SERVICE_HOST', 'KAFKA_PORT_9092_TCP_ADDR', 'KAFKA_PORT'])(
    'are left alone where they belong to others: %s',
    (name) => {
      expect(warningsOf(name)).toEqual([]);
    },
  );
});
