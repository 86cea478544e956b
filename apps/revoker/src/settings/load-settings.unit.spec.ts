import { generateKeyPairSync } from 'node:crypto';
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

describe('loadSettings', () => {
  it('needs only what cannot be guessed', () => {
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
      lanes: { count: 8, ledgerRetentionMs: 2_592_000_000, maxEventAgeMs: 2_592_000_000 },
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

  it('takes every setting that it is given', () => {
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
      lanes: { count: 3, startFrom: 'latest', ledgerRetentionMs: 86_400_000, maxEventAgeMs: 3_600_000 },
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

  it('lists all problems at once, in the order of the reference', () => {
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

  it('never tells a value: names and rules only', () => {
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

  it('keeps secrets out of whatever prints the settings', () => {
    const settings = settingsOf({
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'me',
      KAFKA_SASL_PASSWORD: 'canary-password',
    });
    expect(JSON.stringify(settings) + inspect(settings, { depth: 9 })).not.toContain('canary');
  });

  it('takes a variable that is set to nothing for one that is not set', () => {
    expect(settingsOf({ LANES: '', START_FROM: '  ', KAFKA_SASL_PASSWORD: '' }).lanes).toEqual(
      settingsOf().lanes,
    );
    expect(problemsOf({ KAFKA_BROKERS: '  ' })).toEqual([
      'KAFKA_BROKERS is missing: it must be `host:port` without a scheme, several separated by commas',
    ]);
  });

  it('.env.example is a good start', () => {
    const example = parseEnv(readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8'));
    const loaded = loadSettings(
      { ...example, PINGONE_REGION: 'NA', PINGONE_CLIENT_SECRET: 'secret' },
      () => '',
    );
    expect(loaded.kind).toBe('settings');
  });
});

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
    ['PINGONE_REQUESTS_IN_FLIGHT', '0'],
    ['PINGONE_REQUEST_TIMEOUT_MS', '0'],
    ['PINGONE_MAX_TOKENS_PER_JOB', '0'],
    ['PINGONE_JOB_DEADLINE_MS', '999'],
    ['HEALTH_HOST', 'http://localhost'],
    ['HEALTH_HOST', '-a'],
    ['HEALTH_PORT', '65536'],
    ['LOG_LEVEL', 'verbose'],
    ['SHUTDOWN_DEADLINE_MS', '999'],
  ])('%s refuses %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name} must `)]);
  });

  it.each<[string, string]>([
    ['KAFKA_BROKERS', '[::1]:9092'],
    ['KAFKA_BROKERS', 'kafka_1.internal:9092,10.0.0.1:9093,'],
    ['KAFKA_SESSION_TIMEOUT_MS', '3000'],
    ['HEALTH_HOST', '::'],
    ['HEALTH_HOST', 'localhost'],
  ])('%s takes %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([]);
  });
});

describe('What settings demand of each other', () => {
  it.each<[string, Env, string]>([
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
  ])('%s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });

  it('says nothing about a setting that is wrong by itself', () => {
    expect(problemsOf({ MAX_EVENT_AGE_MS: '86400000', LEDGER_RETENTION_MS: 'long' })).toHaveLength(1);
  });
});

describe('Where PingOne is', () => {
  it.each([
    ['NA', 'com'],
    ['CA', 'ca'],
    ['EU', 'eu'],
    ['AU', 'com.au'],
    ['SG', 'sg'],
    ['AP', 'asia'],
  ])('region %s is .%s', (region, domain) => {
    expect(settingsOf({ PINGONE_REGION: region }).pingone).toMatchObject({
      apiUrl: `https://api.pingone.${domain}/v1`,
      authUrl: `https://auth.pingone.${domain}`,
    });
  });

  const API = 'PINGONE_API_URL';
  const AUTH = 'PINGONE_AUTH_URL';

  it.each<[string, string, string]>([
    ['https', 'https://api.example.com/v1', 'https://auth.example.com'],
    ['a slash at the end', 'https://api.example.com/v1/', 'https://auth.example.com/'],
    ['http on localhost', 'http://localhost:3000/v1', 'http://localhost:3000'],
    ['http on 127.0.0.1', 'http://127.0.0.1:3000/v1', 'http://127.1.2.3'],
    ['http on ::1', 'http://[::1]:3000/v1', 'http://[::1]'],
  ])('takes URLs: %s', (_, api, auth) => {
    expect(settingsOf({ PINGONE_REGION: undefined, [API]: api, [AUTH]: auth }).pingone).toMatchObject({
      apiUrl: api.replace(/\/$/, ''),
      authUrl: auth.replace(/\/$/, ''),
    });
  });

  it.each<[string, string, string, string]>([
    ['plain http', API, 'http://api.pingone.eu/v1', 'must be an https URL'],
    [
      'plain http to a host that only looks like loopback',
      API,
      'http://127.0.0.1.example.com/v1',
      'must be an https URL',
    ],
    ['credentials', API, 'https://user:password@api.example.com/v1', 'must be an https URL'],
    ['a query', API, 'https://api.example.com/v1?x', 'must be an https URL'],
    ['no URL', API, 'api.pingone.eu/v1', 'must be an https URL'],
    ['no /v1', API, 'https://api.pingone.eu', 'must end in `/v1`, as in `https://api.pingone.eu/v1`'],
    ['the issuer', AUTH, 'https://auth.pingone.eu/as', 'must be an https URL'],
    ['the token endpoint', AUTH, 'https://auth.pingone.eu/as/token', 'must be an https URL'],
  ])('refuses %s', (_, name, url, rule) => {
    const good = { [API]: 'https://api.pingone.eu/v1', [AUTH]: 'https://auth.pingone.eu' };
    expect(problemsOf({ PINGONE_REGION: undefined, ...good, [name]: url })).toEqual([
      expect.stringContaining(`${name} ${rule}`),
    ]);
  });

  it.each<[string, Env, string]>([
    ['nothing', {}, 'PINGONE_REGION must be set, or PINGONE_API_URL and PINGONE_AUTH_URL'],
    ['one URL', { [API]: 'https://a/v1' }, 'PINGONE_AUTH_URL must be set, because PINGONE_API_URL is'],
    ['the other URL', { [AUTH]: 'https://a' }, 'PINGONE_API_URL must be set, because PINGONE_AUTH_URL is'],
    [
      'both ways at once',
      { PINGONE_REGION: 'EU', [API]: 'https://a/v1', [AUTH]: 'https://a' },
      'PINGONE_REGION must not be set together with PINGONE_API_URL or PINGONE_AUTH_URL',
    ],
  ])('falls back to nothing: %s', (_, changes, problem) => {
    expect(problemsOf({ PINGONE_REGION: undefined, ...changes })).toEqual([problem]);
  });
});

describe('How the worker authenticates', () => {
  const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
    key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey);
  const byKey = {
    PINGONE_CLIENT_AUTH_METHOD: 'PRIVATE_KEY_JWT',
    PINGONE_CLIENT_SECRET: undefined,
    PINGONE_PRIVATE_KEY_FILE: 'key',
  };

  it.each(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'CLIENT_SECRET_JWT'])(
    '%s needs a secret',
    (method) => {
      const { worker } = settingsOf({ PINGONE_CLIENT_AUTH_METHOD: method }).pingone;
      expect(worker).toMatchObject({ clientId: 'worker', method });
      expect('clientSecret' in worker && worker.clientSecret.reveal()).toBe('canary-client-secret');
      expect(problemsOf({ PINGONE_CLIENT_AUTH_METHOD: method, PINGONE_CLIENT_SECRET: undefined })).toEqual([
        `PINGONE_CLIENT_SECRET must be set for ${method}`,
      ]);
    },
  );

  it.each([
    ['RSA of 2048 bits', rsa],
    ['EC on P-256', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
    ['EC on P-521', pem(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey)],
    [
      'RSA in PKCS #1, given on as PKCS #8',
      generateKeyPairSync('rsa', { modulusLength: 2_048 })
        .privateKey.export({ type: 'pkcs1', format: 'pem' })
        .toString(),
    ],
  ])('PRIVATE_KEY_JWT takes a key: %s', (_, key) => {
    const { worker } = settingsOf({ ...byKey, PINGONE_KEY_ID: 'kid-1' }, { key }).pingone;
    expect(worker).toMatchObject({ clientId: 'worker', method: 'PRIVATE_KEY_JWT', keyId: 'kid-1' });
    expect('privateKeyPem' in worker && worker.privateKeyPem.reveal()).toMatch(
      /^-----BEGIN PRIVATE KEY-----\n/,
    );
  });

  it.each<[string, Env, string]>([
    ['no file', { key: undefined }, 'must be the path of a file that can be read (ENOENT)'],
    ['something else', { key: 'canary' }, 'must be a private key in PEM without a passphrase'],
    [
      'a key with a passphrase',
      {
        key: generateKeyPairSync('rsa', { modulusLength: 2_048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
      },
      'must be a private key in PEM without a passphrase',
    ],
    [
      'a short key',
      { key: pem(generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey) },
      'must be an RSA key of 2048 bits or more, or an EC key on P-256, P-384 or P-521',
    ],
    [
      'a key of another kind',
      { key: pem(generateKeyPairSync('ed25519').privateKey) },
      'must be an RSA key of 2048 bits or more, or an EC key on P-256, P-384 or P-521',
    ],
  ])('PRIVATE_KEY_JWT refuses %s', (_, files, rule) => {
    expect(problemsOf(byKey, files)).toEqual([`PINGONE_PRIVATE_KEY_FILE ${rule}`]);
  });

  it('PRIVATE_KEY_JWT needs a key', () => {
    expect(problemsOf({ ...byKey, PINGONE_PRIVATE_KEY_FILE: undefined })).toEqual([
      'PINGONE_PRIVATE_KEY_FILE must be set for PRIVATE_KEY_JWT',
    ]);
  });

  it('NONE needs nothing, and is warned of', () => {
    const loaded = load({ PINGONE_CLIENT_AUTH_METHOD: 'NONE', PINGONE_CLIENT_SECRET: undefined });
    expect(loaded).toMatchObject({
      kind: 'settings',
      settings: { pingone: { worker: { clientId: 'worker', method: 'NONE' } } },
    });
    expect(loaded.warnings).toContainEqual({
      name: 'PINGONE_CLIENT_AUTH_METHOD',
      rule: expect.stringMatching(/^is NONE: /),
    });
  });

  it('warns of what the method does not use', () => {
    const loaded = load({ ...byKey, PINGONE_CLIENT_SECRET: 'left over' }, { key: rsa });
    expect(loaded.warnings).toContainEqual({
      name: 'PINGONE_CLIENT_SECRET',
      rule: 'is not used by PRIVATE_KEY_JWT',
    });
  });
});

describe('Secrets from files', () => {
  const fromFile = { PINGONE_CLIENT_SECRET: undefined, PINGONE_CLIENT_SECRET_FILE: '/run/secrets/it' };
  const secretIn = (content: string) => {
    const { worker } = settingsOf(fromFile, { '/run/secrets/it': content }).pingone;
    return 'clientSecret' in worker ? worker.clientSecret.reveal() : undefined;
  };

  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    [' secret ', ' secret '],
    ['two\nlines\n\n', 'two\nlines\n'],
  ])('%j gives %j: one line end is not part of it', (content, secret) => {
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
  ])('a file that %s is the one problem', (_, changes, files, problem) => {
    expect(problemsOf(changes, files)).toEqual([problem]);
  });
});

describe('Keys that seal tokens', () => {
  const key = (byte: number) => Buffer.alloc(32, byte);
  const keysIn = (content: string) =>
    settingsOf({ TOKEN_SEALING_KEY_FILE: 'keys' }, { keys: content }).sealingKeys.map((secret) =>
      secret.reveal(),
    );

  it('are read in their order, in base64 or hex, past comments', () => {
    const content = `# since May\n${key(1).toString('base64')}\n\n${key(2).toString('hex')}\r\n${key(251).toString('base64url')}\n`;
    expect(keysIn(content)).toEqual([key(1), key(2), key(251)].map((it) => it.toString('base64')));
  });

  it.each([
    ['', 'must hold at least one key'],
    ['# nothing\n', 'must hold at least one key'],
    [`${key(1).toString('hex')}\nshort`, 'must hold keys of 32 bytes in base64 or hex (line 2 is none)'],
    [Buffer.alloc(16).toString('hex'), 'must hold keys of 32 bytes in base64 or hex (line 1 is none)'],
    ['not a key!', 'must hold keys of 32 bytes in base64 or hex (line 1 is none)'],
  ])('%j is refused', (keys, rule) => {
    expect(problemsOf({ TOKEN_SEALING_KEY_FILE: 'keys' }, { keys })).toEqual([
      `TOKEN_SEALING_KEY_FILE ${rule}`,
    ]);
  });

  it('may be missing, with a warning of what that means', () => {
    expect(load().warnings).toEqual([
      {
        name: 'TOKEN_SEALING_KEY_FILE',
        rule: 'is not set: events that carry tokens will end as sealing-key-missing',
      },
    ]);
  });
});

describe('Names that are no settings', () => {
  it.each([
    ['PINGONE_REGOIN', 'is not a setting: did you mean PINGONE_REGION?'],
    ['KAFKA_BROKER', 'is not a setting: did you mean KAFKA_BROKERS?'],
    ['PINGONE_CLIENT_SECRET_FIEL', 'is not a setting: did you mean PINGONE_CLIENT_SECRET_FILE?'],
    ['TOPIC_SESSION_TERMINATE', 'is not a setting: did you mean TOPIC_SESSION_TERMINATED?'],
    ['KAFKA_TRUSTSTORE_LOCATION_ON_DISK', 'is not a setting of this service'],
  ])('%s gives a warning', (name, rule) => {
    expect(load({ [name]: 'canary' }).warnings).toContainEqual({ name, rule });
  });

  it.each(['PATH', 'HOSTNAME', 'LANG', 'KAFKA_SERVICE_HOST', 'KAFKA_PORT_9092_TCP_ADDR', 'KAFKA_PORT'])(
    '%s is none of our business',
    (name) => {
      expect(load({ [name]: 'x' }).warnings).toEqual(load().warnings);
    },
  );
});
