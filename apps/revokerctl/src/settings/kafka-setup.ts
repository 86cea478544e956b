import type { KafkaSettings } from '#libs/kafka';
import { isBrokerAddress, kafkaSecurity, SASL_MECHANISMS, type ReadFile } from '#libs/settings';
import { ANYTHING, SettingReader, type Environment } from './setting-reader.js';
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
    reader.findings.problem(
      'KAFKA_BROKERS',
      `is missing: it must be ${BROKERS.rule}. (Where a sandbox runs in this folder, nothing has to be set.)`,
    );
  }
  const setup: KafkaSetup = {
    kafka: { brokers, clientId: 'revokerctl', ...readSecurity(reader) },
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

function readSecurity(reader: SettingReader): Pick<KafkaSettings, 'ssl' | 'sasl'> {
  const settings = {
    KAFKA_SSL: reader.flag('KAFKA_SSL'),
    KAFKA_SSL_CA_FILE: reader.content('KAFKA_SSL_CA_FILE'),
    KAFKA_SSL_CERT_FILE: reader.content('KAFKA_SSL_CERT_FILE'),
    KAFKA_SSL_KEY_FILE: reader.secretContent('KAFKA_SSL_KEY_FILE'),
    KAFKA_SASL_MECHANISM: reader.choice('KAFKA_SASL_MECHANISM', SASL_MECHANISMS),
    KAFKA_SASL_USERNAME: reader.text('KAFKA_SASL_USERNAME', ANYTHING),
    KAFKA_SASL_PASSWORD: reader.secret('KAFKA_SASL_PASSWORD'),
  };
  return kafkaSecurity(settings, reader.findings);
}
