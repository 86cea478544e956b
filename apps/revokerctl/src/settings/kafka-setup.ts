import { isIP } from 'node:net';
import type { KafkaSasl, KafkaSettings, KafkaTls } from '#libs/lanes';
import { Secret } from '#libs/observability';
import { SettingReader, type Environment, type ReadFile } from './setting-reader.js';
import { readTopics, type Topics } from './topics.js';

/** What is needed to look at an installation through Kafka. */
export interface KafkaSetup {
  readonly kafka: KafkaSettings;
  /** Of the service. */
  readonly groupId: string;
  readonly topics: Topics;
  /** For a ledger that is to be created. */
  readonly lanes: number;
  /** How long a settled revocation is remembered, milliseconds. */
  readonly ledgerRetentionMs: number;
  readonly startFrom: 'earliest' | 'latest' | undefined;
}

const NAME = {
  rule: '1 to 200 letters, digits, `.`, `_` and `-`',
  holds: (value: string): boolean => /^[A-Za-z0-9._-]{1,200}$/.test(value),
};

const BROKERS = { rule: '`host:port` without a scheme, several separated by commas', holds: isBrokerAddress };

const DEFAULT_LANES = 8;
const YEAR_MS = 365 * 86_400_000;
const DEFAULT_RETENTION_MS = 30 * 86_400_000;

/** @throws CliError that says everything that is wrong with the settings */
export function readKafkaSetup(env: Environment, readFile: ReadFile): KafkaSetup {
  const reader = new SettingReader(env, readFile);
  const brokers = reader.list('KAFKA_BROKERS', BROKERS) ?? [];
  if (brokers.length === 0) {
    reader.problem(
      'KAFKA_BROKERS',
      `is missing: it must be ${BROKERS.rule}. (Where a sandbox runs in this folder, nothing has to be set.)`,
    );
  }
  const tls = readTls(reader);
  const sasl = readSasl(reader);
  const setup: KafkaSetup = {
    kafka: { brokers, clientId: 'revokerctl', ...(tls && { ssl: tls }), ...(sasl && { sasl }) },
    groupId: reader.text('KAFKA_GROUP_ID', NAME) ?? 'pingone-revocation',
    topics: readTopics(reader),
    lanes: reader.whole('LANES', { min: 1, max: 1_024 }) ?? DEFAULT_LANES,
    ledgerRetentionMs:
      reader.whole('LEDGER_RETENTION_MS', { min: 60_000, max: YEAR_MS }) ?? DEFAULT_RETENTION_MS,
    startFrom: reader.choice('START_FROM', ['earliest', 'latest']),
  };
  reader.finish();
  return setup;
}

/** Half of a pair is a problem, never a connection with less security than meant. */
function readTls(reader: SettingReader): KafkaTls | undefined {
  const files = ['KAFKA_SSL_CA_FILE', 'KAFKA_SSL_CERT_FILE', 'KAFKA_SSL_KEY_FILE'] as const;
  if (reader.choice('KAFKA_SSL', ['true', 'false']) !== 'true') {
    for (const name of files.filter((file) => reader.path(file) !== undefined)) {
      reader.problem(name, 'needs KAFKA_SSL=true');
    }
    return undefined;
  }
  const [caPem, certPem, keyPem] = files.map((file) => reader.content(file));
  if ((certPem === undefined) !== (keyPem === undefined)) {
    const [missing, other] = certPem === undefined ? [files[1], files[2]] : [files[2], files[1]];
    reader.problem(missing, `must be set together with ${other}`);
  }
  return {
    ...(caPem !== undefined && { caPem }),
    ...(certPem !== undefined && { certPem }),
    ...(keyPem !== undefined && { keyPem: new Secret(keyPem) }),
  };
}

function readSasl(reader: SettingReader): KafkaSasl | undefined {
  const mechanism = reader.choice('KAFKA_SASL_MECHANISM', ['plain', 'scram-sha-256', 'scram-sha-512']);
  const username = reader.text('KAFKA_SASL_USERNAME', { rule: 'a name', holds: () => true });
  const password = reader.secret('KAFKA_SASL_PASSWORD');
  if (mechanism !== undefined && username !== undefined && password !== undefined) {
    return { mechanism, username, password };
  }
  if (!reader.isSound('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD', 'KAFKA_SASL_PASSWORD_FILE')) {
    return undefined;
  }
  const given = { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password };
  for (const [name, value] of Object.entries(given)) {
    if (mechanism === undefined && value !== undefined) {
      reader.problem(name, 'needs KAFKA_SASL_MECHANISM');
    }
    if (mechanism !== undefined && value === undefined) {
      reader.problem(name, 'must be set, because KAFKA_SASL_MECHANISM is');
    }
  }
  return undefined;
}

/** `host:port` or `[ipv6]:port`. */
function isBrokerAddress(text: string): boolean {
  const { v6, port } =
    /^(?:\[(?<v6>[^\]]+)\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?):(?<port>\d{1,5})$/.exec(text)
      ?.groups ?? { port: '' };
  return (v6 === undefined || isIP(v6) === 6) && Number(port) >= 1 && Number(port) <= 65_535;
}
