import { ArrayNotEmpty } from 'class-validator';
import { isBrokerAddress } from './addresses.js';
import {
  choice,
  each,
  file,
  flag,
  holds,
  list,
  DAY_MS,
  matches,
  milliseconds,
  secret,
  secretFile,
  text,
  topicName,
  whole,
  YEAR_MS,
} from './kinds.js';

export const KAFKA = {
  KAFKA_BROKERS: list(
    {
      required: true,
      meaning: 'Brokers that the service finds the cluster by. One is enough; three survive the loss of one.',
      rule: '`host:port` without a scheme, several separated by commas',
      example: 'kafka-1.example.com:9092,kafka-2.example.com:9092',
    },
    (options) => ArrayNotEmpty(options),
    each(holds('isBrokerAddress', isBrokerAddress)),
  ),
  KAFKA_GROUP_ID: text(
    {
      default: 'pingone-revocation',
      meaning:
        'Consumer group. Its lanes write under the transactional ids `<group>-lane-<n>`. Another group needs a ledger of its own (`TOPIC_LEDGER`).',
      rule: '1 to 200 letters, digits, `.`, `_` and `-`',
    },
    matches(/^[A-Za-z0-9._-]{1,200}$/),
  ),
  KAFKA_CLIENT_ID: text(
    {
      default: 'pingone-revocation',
      meaning: "Name in the brokers' logs and quotas.",
      rule: '1 to 200 letters, digits, `.`, `_` and `-`',
    },
    matches(/^[A-Za-z0-9._-]{1,200}$/),
  ),
  KAFKA_SESSION_TIMEOUT_MS: milliseconds(
    { min: 3_000, max: 300_000 },
    {
      default: '10000',
      meaning:
        'An instance that sends no heartbeat (two a second) for this long counts as dead, and its lanes go to others. By default, brokers allow 6000 to 1800000.',
    },
  ),
  KAFKA_SSL: flag({ default: 'false', meaning: 'Whether the service connects to the brokers by TLS.' }),
  KAFKA_SSL_CA_FILE: file({
    unset: "the system's authorities",
    meaning: 'Certificate authorities that sign the certificates of the brokers.',
    rule: 'a readable PEM file of certificates; needs `KAFKA_SSL=true`',
    example: '/run/secrets/kafka-ca.pem',
  }),
  KAFKA_SSL_CERT_FILE: file({
    unset: 'no client certificate',
    meaning: 'Certificate of this client, for mutual TLS.',
    rule: 'a readable PEM file; together with `KAFKA_SSL_KEY_FILE`',
    example: '/run/secrets/kafka-client.pem',
  }),
  KAFKA_SSL_KEY_FILE: secretFile({
    unset: 'no client certificate',
    meaning: 'Private key of `KAFKA_SSL_CERT_FILE`.',
    rule: 'a readable PEM file without a passphrase; together with `KAFKA_SSL_CERT_FILE`',
    example: '/run/secrets/kafka-client.key',
  }),
  KAFKA_SASL_MECHANISM: choice(['plain', 'scram-sha-256', 'scram-sha-512'], {
    unset: 'no SASL',
    meaning: 'SASL mechanism of the login at the brokers.',
  }),
  KAFKA_SASL_USERNAME: text({
    unset: 'no SASL',
    meaning: 'User name for the login.',
    rule: 'set with `KAFKA_SASL_MECHANISM`, and only then',
  }),
  KAFKA_SASL_PASSWORD: secret({
    unset: 'no SASL',
    meaning: 'Password for the login.',
    rule: 'set with `KAFKA_SASL_MECHANISM`, and only then',
  }),
};

export const TOPICS = {
  TOPIC_USER_DEPROVISIONED: topicName('user.deprovisioned', 'Input: a user has left.'),
  TOPIC_SESSION_TERMINATED: topicName('session.terminated', 'Input: a session has ended.'),
  TOPIC_REVOCATION_COMPLETED: topicName('revocation.completed', 'Output: one outcome per event.'),
  TOPIC_DEAD_LETTER: topicName('revocation.dead-letter', 'Output: records that are no valid event.'),
  TOPIC_LEDGER: topicName('revocation.ledger', 'Internal: the state of each revocation, compacted.'),
  TOPIC_COMMANDS: topicName('revocation.commands', "Internal: operators' decisions."),
  TOPICS_CREATE: flag({
    default: 'false',
    meaning:
      'Whether the service creates missing topics at its start. If not, it names them and does not start.',
  }),
};

export const LANES_AND_LEDGER = {
  LANES: whole(
    { min: 1, max: 1_024 },
    {
      default: '8',
      meaning:
        'Number of lanes, which is the highest number of instances that share the work. It is fixed when the ledger is created.',
    },
  ),
  START_FROM: choice(['earliest', 'latest'], {
    unset: 'such a start is refused',
    meaning:
      'Where a new group starts on a topic that already holds records. Ignored once the group has positions.',
  }),
  MAX_EVENT_AGE_MS: milliseconds(
    { min: 1_000, max: YEAR_MS },
    {
      unset: 'the value of `LEDGER_RETENTION_MS`',
      meaning:
        'Older events end as `event-too-old`, because the service could no longer recognise a repeat. At most `LEDGER_RETENTION_MS`.',
    },
  ),
  LEDGER_RETENTION_MS: milliseconds(
    { min: 60_000, max: YEAR_MS },
    {
      default: String(30 * DAY_MS),
      meaning: 'How long the ledger keeps a settled revocation. More than `PINGONE_JOB_DEADLINE_MS`.',
    },
  ),
  MAX_OPEN_PER_LANE: whole(
    { min: 100, max: 1_000_000 },
    {
      default: '1500',
      meaning:
        'Open revocations of one lane and input topic at which the lane pauses that topic. A higher number lets more jobs run at a time. Each takes about 5 KB of memory.',
    },
  ),
};
