import { readFileSync } from 'node:fs';
import { inspect, parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from './load-settings.js';
import type { Settings } from './settings.js';

const ENVIRONMENT = 'A1B2C3D4-0000-4000-8000-000000000001';
const MINIMAL = {
  KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
  PINGONE_REGION: 'EU',
  PINGONE_ENVIRONMENT_ID: ENVIRONMENT,
  PINGONE_CLIENT_ID: 'worker',
  PINGONE_CLIENT_SECRET: 'canary-client-secret',
};

type Env = Readonly<Record<string, string | undefined>>;

function load(changes: Env = {}, files: Env = {}) {
  return loadSettings({ ...MINIMAL, ...changes }, (path) => {
    const content = files[path];
    if (content === undefined) {
      throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
    }
    return content;
  });
}

function settingsOf(changes: Env = {}, files: Env = {}): Settings {
  const loaded = load(changes, files);
  if (loaded.kind === 'problems') {
    throw new Error(inspect(loaded.problems));
  }
  return loaded.settings;
}

function problemsOf(changes: Env = {}, files: Env = {}): readonly string[] {
  const loaded = load(changes, files);
  return loaded.kind === 'problems' ? loaded.problems.map(({ name, rule }) => `${name} ${rule}`) : [];
}

function secretOf({ authentication }: Settings['pingone']['worker']): string | undefined {
  return 'clientSecret' in authentication ? authentication.clientSecret.reveal() : undefined;
}

describe('The settings of the service', () => {
  it('need only what has no default', () => {
    const settings = settingsOf();
    expect(settings).toMatchObject({
      kafka: {
        brokers: ['kafka-1:9092', 'kafka-2:9092'],
        clientId: 'pingone-revocation',
        groupId: 'pingone-revocation',
        sessionTimeoutMs: 10_000,
      },
      topics: {
        userDeprovisioned: 'user.deprovisioned',
        sessionTerminated: 'session.terminated',
        revocationCompleted: 'revocation.completed',
        deadLetter: 'revocation.dead-letter',
        ledger: 'revocation.ledger',
        commands: 'revocation.commands',
        create: false,
      },
      lanes: { count: 8, ledgerRetentionMs: 2_592_000_000, maxEventAgeMs: 2_592_000_000, maxOpen: 1_500 },
      pingone: {
        apiUrl: 'https://api.pingone.eu/v1',
        authUrl: 'https://auth.pingone.eu',
        environmentId: ENVIRONMENT.toLowerCase(),
        environments: [ENVIRONMENT.toLowerCase()],
        requestsPerSecond: 10,
        requestsInFlight: 10,
        requestTimeoutMs: 10_000,
      },
      jobs: { maxTokensPerJob: 100, deadlineMs: 3_600_000 },
      sealingKeys: [],
      health: { host: '127.0.0.1', port: 8080 },
      logLevel: 'info',
      shutdownDeadlineMs: 25_000,
    });
    expect(settings.lanes).not.toHaveProperty('startFrom');
    expect(settings.kafka).not.toHaveProperty('ssl');
    expect(settings.kafka).not.toHaveProperty('sasl');
    expect(settings.pingone).not.toHaveProperty('applicationsFile');
  });

  it('take every value that the environment gives', () => {
    const settings = settingsOf({
      KAFKA_GROUP_ID: 'group',
      KAFKA_CLIENT_ID: 'client',
      KAFKA_SESSION_TIMEOUT_MS: '6000',
      TOPICS_CREATE: 'true',
      TOPIC_LEDGER: 'ledger',
      LANES: '3',
      START_FROM: 'latest',
      LEDGER_RETENTION_MS: '86400000',
      MAX_EVENT_AGE_MS: '3600000',
      PINGONE_ENVIRONMENTS: `${ENVIRONMENT}, a1b2c3d4-0000-4000-8000-000000000002`,
      PINGONE_APPLICATIONS_FILE: '/etc/applications.json',
      PINGONE_REQUESTS_PER_SECOND: '5',
      PINGONE_REQUESTS_IN_FLIGHT: '2',
      PINGONE_REQUEST_TIMEOUT_MS: '500',
      PINGONE_MAX_TOKENS_PER_JOB: '7',
      PINGONE_JOB_DEADLINE_MS: '60000',
      HEALTH_HOST: '0.0.0.0',
      HEALTH_PORT: '0',
      LOG_LEVEL: 'debug',
      SHUTDOWN_DEADLINE_MS: '5000',
    });
    expect(settings).toMatchObject({
      kafka: { groupId: 'group', clientId: 'client', sessionTimeoutMs: 6_000 },
      topics: { ledger: 'ledger', create: true },
      lanes: {
        count: 3,
        startFrom: 'latest',
        ledgerRetentionMs: 86_400_000,
        maxEventAgeMs: 3_600_000,
        maxOpen: 1_500,
      },
      pingone: {
        environments: [ENVIRONMENT.toLowerCase(), 'a1b2c3d4-0000-4000-8000-000000000002'],
        applicationsFile: '/etc/applications.json',
        requestsPerSecond: 5,
        requestsInFlight: 2,
        requestTimeoutMs: 500,
      },
      jobs: { maxTokensPerJob: 7, deadlineMs: 60_000 },
      health: { host: '0.0.0.0', port: 0 },
      logLevel: 'debug',
      shutdownDeadlineMs: 5_000,
    });
  });

  it('are refused with all problems at once, in the order of the reference', () => {
    const problems = problemsOf({
      SHUTDOWN_DEADLINE_MS: 'soon',
      PINGONE_CLIENT_SECRET: undefined,
      PINGONE_ENVIRONMENT_ID: 'production',
      LANES: '0',
      KAFKA_BROKERS: undefined,
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'KAFKA_BROKERS',
      'LANES',
      'PINGONE_ENVIRONMENT_ID',
      'PINGONE_CLIENT_SECRET',
      'SHUTDOWN_DEADLINE_MS',
    ]);
  });

  it('are refused by names and rules, and never by a value', () => {
    const canary = 'canary-7f3a';
    const names = Object.keys(
      parseEnv(
        readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8').replace(
          /^#(?=[A-Z_]+=)/gm,
          '',
        ),
      ),
    );
    expect(names.length).toBeGreaterThan(40);
    const loaded = loadSettings(Object.fromEntries(names.map((name) => [name, canary])), (path) => {
      throw Object.assign(new Error(path), { code: 'ENOENT' });
    });
    expect(loaded.kind).toBe('problems');
    expect(JSON.stringify(loaded)).not.toContain(canary);
    expect(inspect(loaded, { depth: 9 })).not.toContain(canary);
  });

  it('can be printed without their secrets', () => {
    const settings = settingsOf({
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'me',
      KAFKA_SASL_PASSWORD: 'canary-password',
    });
    expect(JSON.stringify(settings) + inspect(settings, { depth: 9 })).not.toContain('canary');
  });

  it('take a variable that is set to nothing for one that is not set', () => {
    expect(settingsOf({ LANES: '', START_FROM: '  ', KAFKA_SASL_PASSWORD: '' }).lanes).toEqual(
      settingsOf().lanes,
    );
    expect(problemsOf({ KAFKA_BROKERS: '  ' })).toEqual([
      'KAFKA_BROKERS is missing: it must be `host:port` without a scheme, several separated by commas',
    ]);
  });

  it('may come from .env.example with a region and a secret', () => {
    const example = parseEnv(readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8'));
    const loaded = loadSettings(
      { ...example, PINGONE_REGION: 'NA', PINGONE_CLIENT_SECRET: 'secret' },
      () => '',
    );
    expect(loaded.kind).toBe('settings');
  });
});

describe('Secrets from files', () => {
  const fromFile = { PINGONE_CLIENT_SECRET: undefined, PINGONE_CLIENT_SECRET_FILE: '/run/secrets/it' };
  const secretIn = (content: string) => {
    const { worker } = settingsOf(fromFile, { '/run/secrets/it': content }).pingone;
    return secretOf(worker);
  };

  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    [' secret ', ' secret '],
    ['two\nlines\n\n', 'two\nlines\n'],
  ])('are read without the last line end: %j gives %j', (content, secret) => {
    expect(secretIn(content)).toBe(secret);
  });

  it.each<[string, Env, Env, string]>([
    [
      'cannot be read',
      fromFile,
      {},
      'PINGONE_CLIENT_SECRET_FILE must be the path of a file that can be read (ENOENT)',
    ],
    [
      'is empty',
      fromFile,
      { '/run/secrets/it': '\n' },
      'PINGONE_CLIENT_SECRET_FILE must be a file that is not empty',
    ],
    [
      'is set as well as the secret',
      { PINGONE_CLIENT_SECRET_FILE: '/run/secrets/it' },
      { '/run/secrets/it': 'secret' },
      'PINGONE_CLIENT_SECRET must not be set together with PINGONE_CLIENT_SECRET_FILE: keep one of them',
    ],
  ])('give one problem for a file that %s', (_, changes, files, problem) => {
    expect(problemsOf(changes, files)).toEqual([problem]);
  });
});
