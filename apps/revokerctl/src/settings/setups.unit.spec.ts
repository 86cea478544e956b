import { describe, expect, test } from '@jest/globals';
import type { Environment } from '#libs/settings';
import { CliError } from '../cli/cli-error.js';
import { readKafkaSetup } from './kafka-setup.js';
import { readPingOneSetup } from './pingone-setup.js';

const ENVIRONMENT_ID = '5caa81af-ec05-41ff-a709-c7378007a99c';
const FILES: Readonly<Record<string, string>> = {
  '/ca.pem': 'CA',
  '/key.pem': 'KEY',
  '/cert.pem': 'CERT',
  '/pass': 'hunter2\n',
};

function readFile(path: string): string {
  const text = FILES[path];
  if (text === undefined) {
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  }
  return text;
}

function problemsOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof CliError) {
      return error.message;
    }
    throw error;
  }
  return '';
}

const kafka = (env: Environment): string =>
  problemsOf(() => readKafkaSetup({ KAFKA_BROKERS: 'k:9092', ...env }, readFile));
const pingone = (env: Environment): string =>
  problemsOf(() =>
    readPingOneSetup(
      {
        PINGONE_REGION: 'EU',
        PINGONE_ENVIRONMENT_ID: ENVIRONMENT_ID,
        PINGONE_CLIENT_ID: 'worker',
        PINGONE_CLIENT_SECRET: 'secret',
        ...env,
      },
      readFile,
    ),
  );

describe('settings of Kafka', () => {
  test('Settings of Kafka have the defaults of the service', () => {
    const setup = readKafkaSetup({ KAFKA_BROKERS: ' a:1 , [::1]:2 ,' }, readFile);
    expect(setup).toMatchObject({
      kafka: { brokers: ['a:1', '[::1]:2'] },
      groupId: 'pingone-revocation',
      topics: { ledger: 'revocation.ledger', inputs: { 'user.deprovisioned': 'user.deprovisioned' } },
      lanes: 8,
      ledgerRetentionMs: 2_592_000_000,
    });
  });

  test('Settings of Kafka take a secret from a file, without its line end', () => {
    const { kafka: settings } = readKafkaSetup(
      {
        KAFKA_BROKERS: 'k:9092',
        KAFKA_SASL_MECHANISM: 'plain',
        KAFKA_SASL_USERNAME: 'ada',
        KAFKA_SASL_PASSWORD_FILE: '/pass',
      },
      readFile,
    );
    expect(settings.sasl?.password.reveal()).toBe('hunter2');
  });

  test.each<readonly [rule: string, env: Environment, problem: string]>([
    ['brokers are needed', { KAFKA_BROKERS: '' }, 'KAFKA_BROKERS is missing'],
    ['brokers have no scheme', { KAFKA_BROKERS: 'http://k:1' }, 'KAFKA_BROKERS must be'],
    ['TLS files need TLS', { KAFKA_SSL_CA_FILE: '/ca.pem' }, 'KAFKA_SSL_CA_FILE needs KAFKA_SSL=true'],
    [
      'a certificate needs its key',
      { KAFKA_SSL: 'true', KAFKA_SSL_CERT_FILE: '/cert.pem' },
      'KAFKA_SSL_KEY_FILE must be set together with KAFKA_SSL_CERT_FILE',
    ],
    [
      'files must be there',
      { KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: '/no' },
      'KAFKA_SSL_CA_FILE must be the path of a file that can be read (ENOENT)',
    ],
    [
      'a password needs a mechanism',
      { KAFKA_SASL_PASSWORD: 'x' },
      'KAFKA_SASL_PASSWORD needs KAFKA_SASL_MECHANISM',
    ],
    [
      'a mechanism needs a user',
      { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: 'x' },
      'KAFKA_SASL_USERNAME must be set',
    ],
    [
      'a secret comes one way',
      { KAFKA_SASL_PASSWORD: 'hunter2', KAFKA_SASL_PASSWORD_FILE: '/pass' },
      'KAFKA_SASL_PASSWORD must not be set together with KAFKA_SASL_PASSWORD_FILE',
    ],
    [
      'topics differ',
      { TOPIC_LEDGER: 'a', TOPIC_COMMANDS: 'a' },
      'TOPIC_COMMANDS must be another topic than TOPIC_LEDGER',
    ],
    ['numbers are in their range', { LANES: '0' }, 'LANES must be a whole number from 1 to 1024'],
  ])('%s', (_, env, problem) => {
    expect(kafka(env)).toContain(problem);
  });

  test('Settings of Kafka are complained of all at once, and never by a value', () => {
    const said = kafka({ KAFKA_SASL_MECHANISM: 'hunter2', LANES: 'hunter2', TOPIC_LEDGER: 'hunter 2' });
    expect(said).toMatch(/KAFKA_SASL_MECHANISM[^]*TOPIC_LEDGER[^]*LANES/);
    expect(said).not.toContain('hunter');
  });
});

describe('settings of PingOne', () => {
  test('Settings of PingOne of a region are its URLs', () => {
    expect(pingone({})).toBe('');
    const env = {
      PINGONE_REGION: 'AU',
      PINGONE_ENVIRONMENT_ID: ENVIRONMENT_ID.toUpperCase(),
      PINGONE_CLIENT_ID: 'worker',
      PINGONE_CLIENT_SECRET: 'secret',
    };
    expect(readPingOneSetup(env, readFile)).toMatchObject({
      apiUrl: 'https://api.pingone.com.au/v1',
      authUrl: 'https://auth.pingone.com.au',
      environments: [ENVIRONMENT_ID],
    });
  });

  test.each<readonly [rule: string, env: Environment, problem: string]>([
    [
      'say where PingOne is',
      { PINGONE_REGION: '' },
      'PINGONE_REGION must be set, or PINGONE_API_URL and PINGONE_AUTH_URL',
    ],
    ['say it once', { PINGONE_API_URL: 'https://x/v1' }, 'PINGONE_REGION must not be set together'],
    ['name an environment', { PINGONE_ENVIRONMENT_ID: '' }, 'PINGONE_ENVIRONMENT_ID is missing'],
    ['hold the secret of the worker', { PINGONE_CLIENT_SECRET: '' }, 'PINGONE_CLIENT_SECRET'],
    [
      'hold well-formed applications',
      { PINGONE_APPLICATIONS_FILE: '/no' },
      'PINGONE_APPLICATIONS_FILE cannot be used',
    ],
  ])('%s', (_, env, problem) => {
    expect(pingone(env)).toContain(problem);
  });
});
