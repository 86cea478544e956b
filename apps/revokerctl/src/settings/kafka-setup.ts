import type { KafkaSettings } from '#libs/kafka';
import type { ServiceSetup, Topics } from '#libs/operations';
import {
  checkTopicsDiffer,
  Findings,
  kafkaSecurity,
  readSettings,
  type Environment,
  type ReadFile,
  type SettingValues,
  type TopicSetting,
} from '#libs/settings';
import { refuseProblems } from './refuse-settings.js';

/** What is needed to look at an installation through Kafka. */
export interface KafkaSetup extends ServiceSetup {
  readonly kafka: KafkaSettings;
  /** For a ledger that is to be created. */
  readonly lanes: number;
}

const NAMES = [
  'KAFKA_BROKERS',
  'KAFKA_GROUP_ID',
  'KAFKA_SSL',
  'KAFKA_SSL_CA_FILE',
  'KAFKA_SSL_CERT_FILE',
  'KAFKA_SSL_KEY_FILE',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
  'TOPIC_USER_DEPROVISIONED',
  'TOPIC_SESSION_TERMINATED',
  'TOPIC_REVOCATION_COMPLETED',
  'TOPIC_DEAD_LETTER',
  'TOPIC_LEDGER',
  'TOPIC_COMMANDS',
  'LANES',
  'START_FROM',
  'LEDGER_RETENTION_MS',
] as const;

/** @throws CliError that says everything that is wrong with the settings */
export function readKafkaSetup(env: Environment, readFile: ReadFile): KafkaSetup {
  const findings = new Findings();
  const values = readSettings(NAMES, env, readFile, findings);
  const security = kafkaSecurity(values, findings);
  checkTopicsDiffer(values, findings);
  refuseProblems(findings);
  return {
    kafka: { brokers: values.KAFKA_BROKERS, clientId: 'revokerctl', ...security },
    groupId: values.KAFKA_GROUP_ID,
    topics: topicsOf(values),
    lanes: values.LANES,
    ledgerRetentionMs: values.LEDGER_RETENTION_MS,
    startFrom: values.START_FROM,
  };
}

function topicsOf(values: SettingValues<TopicSetting>): Topics {
  return {
    inputs: {
      'user.deprovisioned': values.TOPIC_USER_DEPROVISIONED,
      'session.terminated': values.TOPIC_SESSION_TERMINATED,
    },
    completed: values.TOPIC_REVOCATION_COMPLETED,
    deadLetter: values.TOPIC_DEAD_LETTER,
    ledger: values.TOPIC_LEDGER,
    commands: values.TOPIC_COMMANDS,
  };
}
