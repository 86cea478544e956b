import { ArrayNotEmpty, ArrayUnique } from 'class-validator';
import type { Secret } from '#libs/redaction';
import {
  AUTH_METHODS,
  isBrokerAddress,
  REGIONS,
  SASL_MECHANISMS,
  type AuthMethod,
  type Region,
  type SaslMechanism,
} from '#libs/settings';
import { isBaseUrl, isHost, isReceiver } from './addresses.js';
import { Choice, each, Flag, holds, matches, Milliseconds, TopicName, uuid, Whole } from './setting-kinds.js';
import { isRateGroup, nameOfRateGroup } from './rate-groups.js';
import { Setting } from './setting.decorator.js';
import { LOG_LEVELS, START_FROM, VERIFY, type LogLevel, type StartFrom, type Verify } from './settings.js';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/**
 * Every variable of the environment that the service reads: how it is read, its
 * default, its meaning and its rule. The names are a contract with those who
 * deploy: they are only added to. The reference (docs/reference/settings.md) and
 * `.env.example` are written from this class, which is why it is one long table.
 * What a setting demands of another one stands in relations.ts and beside it.
 */
export class Environment {
  @Setting(
    'Kafka',
    'list',
    {
      required: true,
      meaning: 'Brokers to find the cluster by. One is enough, three survive the loss of one.',
      rule: '`host:port` without a scheme, several separated by commas',
      example: 'kafka-1.example.com:9092,kafka-2.example.com:9092',
    },
    (options) => ArrayNotEmpty(options),
    each(holds('isBrokerAddress', isBrokerAddress)),
  )
  readonly KAFKA_BROKERS!: readonly string[];

  @Setting(
    'Kafka',
    'text',
    {
      default: 'pingone-revocation',
      meaning:
        'Consumer group, used as it is. Its lanes write under the transactional ids `<group>-lane-<n>`. Another group needs a ledger of its own (`TOPIC_LEDGER`).',
      rule: '1 to 200 letters, digits, `.`, `_` and `-`',
    },
    matches(/^[A-Za-z0-9._-]{1,200}$/),
  )
  readonly KAFKA_GROUP_ID!: string;

  @Setting(
    'Kafka',
    'text',
    {
      default: 'pingone-revocation',
      meaning: "Name in the brokers' logs and quotas.",
      rule: '1 to 200 letters, digits, `.`, `_` and `-`',
    },
    matches(/^[A-Za-z0-9._-]{1,200}$/),
  )
  readonly KAFKA_CLIENT_ID!: string;

  @Milliseconds(
    'Kafka',
    { min: 3_000, max: 300_000 },
    {
      default: '10000',
      meaning:
        'After this long without a heartbeat (two a second) an instance counts as dead and its lanes go to others. The brokers allow 6000 to 1800000 unless set otherwise.',
    },
  )
  readonly KAFKA_SESSION_TIMEOUT_MS!: number;

  @Flag('Kafka', { default: 'false', meaning: 'Whether the brokers are spoken to by TLS.' })
  readonly KAFKA_SSL!: boolean;

  @Setting('Kafka', 'file', {
    unset: "the system's authorities",
    meaning: 'Certificate authorities that sign the certificates of the brokers.',
    rule: 'a readable PEM file of certificates; needs `KAFKA_SSL=true`',
    example: '/run/secrets/kafka-ca.pem',
  })
  readonly KAFKA_SSL_CA_FILE?: string;

  @Setting('Kafka', 'file', {
    unset: 'no client certificate',
    meaning: 'Certificate of this client, for mutual TLS.',
    rule: 'a readable PEM file; together with `KAFKA_SSL_KEY_FILE`',
    example: '/run/secrets/kafka-client.pem',
  })
  readonly KAFKA_SSL_CERT_FILE?: string;

  @Setting('Kafka', 'secret-file', {
    unset: 'no client certificate',
    meaning: 'Private key of `KAFKA_SSL_CERT_FILE`.',
    rule: 'a readable PEM file without a passphrase; together with `KAFKA_SSL_CERT_FILE`',
    example: '/run/secrets/kafka-client.key',
  })
  readonly KAFKA_SSL_KEY_FILE?: Secret;

  @Choice('Kafka', SASL_MECHANISMS, { unset: 'no SASL', meaning: 'How the service logs in at the brokers.' })
  readonly KAFKA_SASL_MECHANISM?: SaslMechanism;

  @Setting('Kafka', 'text', {
    unset: 'no SASL',
    meaning: 'Name to log in with.',
    rule: 'set with `KAFKA_SASL_MECHANISM`, and only then',
  })
  readonly KAFKA_SASL_USERNAME?: string;

  @Setting('Kafka', 'secret', {
    unset: 'no SASL',
    meaning: 'Password to log in with.',
    rule: 'set with `KAFKA_SASL_MECHANISM`, and only then',
  })
  readonly KAFKA_SASL_PASSWORD?: Secret;

  @TopicName({ default: 'user.deprovisioned', meaning: 'In: somebody has left.' })
  readonly TOPIC_USER_DEPROVISIONED!: string;

  @TopicName({ default: 'session.terminated', meaning: 'In: a session has ended.' })
  readonly TOPIC_SESSION_TERMINATED!: string;

  @TopicName({ default: 'revocation.completed', meaning: 'Out: what became of each event.' })
  readonly TOPIC_REVOCATION_COMPLETED!: string;

  @TopicName({ default: 'revocation.dead-letter', meaning: 'Out: what could not be understood as an event.' })
  readonly TOPIC_DEAD_LETTER!: string;

  @TopicName({ default: 'revocation.ledger', meaning: 'Internal: the state of each revocation, compacted.' })
  readonly TOPIC_LEDGER!: string;

  @TopicName({ default: 'revocation.commands', meaning: "Internal: operators' decisions." })
  readonly TOPIC_COMMANDS!: string;

  @Flag('Topics', {
    default: 'false',
    meaning: 'Whether missing topics are created at the start. Where it is off, a missing topic is named.',
  })
  readonly TOPICS_CREATE!: boolean;

  @Whole(
    'Lanes and ledger',
    { min: 1, max: 1_024 },
    {
      default: '8',
      meaning:
        'Number of lanes: so many instances can share the work at most. Used when the ledger is created and fixed from then on.',
    },
  )
  readonly LANES!: number;

  @Choice('Lanes and ledger', START_FROM, {
    unset: 'such a start is refused',
    meaning:
      'Where a new group starts on a topic that already holds records. Ignored once there are positions.',
  })
  readonly START_FROM?: StartFrom;

  @Milliseconds(
    'Lanes and ledger',
    { min: 1_000, max: YEAR },
    {
      unset: 'the value of `LEDGER_RETENTION_MS`',
      meaning:
        'Older events are answered with `event-too-old`, because a repeat could not be recognised any more. Not more than `LEDGER_RETENTION_MS`.',
    },
  )
  readonly MAX_EVENT_AGE_MS?: number;

  @Milliseconds(
    'Lanes and ledger',
    { min: 60_000, max: YEAR },
    {
      default: String(30 * DAY),
      meaning: 'How long a settled revocation is remembered. More than `PINGONE_JOB_DEADLINE_MS`.',
    },
  )
  readonly LEDGER_RETENTION_MS!: number;

  @Whole(
    'Lanes and ledger',
    { min: 100, max: 1_000_000 },
    {
      default: '1500',
      meaning:
        'Open revocations of one lane and input topic before that topic is no longer fetched for it. More lets more jobs wait for their end at a time, and takes about 5 KB of memory each.',
    },
  )
  readonly MAX_OPEN_PER_LANE!: number;

  @Choice('PingOne', REGIONS, {
    unset: '`PINGONE_API_URL` and `PINGONE_AUTH_URL` are needed',
    meaning: 'Region of the organisation. Either this or both URLs.',
  })
  readonly PINGONE_REGION?: Region;

  @Setting(
    'PingOne',
    'text',
    {
      unset: 'from `PINGONE_REGION`',
      meaning: 'Base of the platform API, where no region fits. Together with `PINGONE_AUTH_URL`.',
      rule: 'an https URL (http for a loopback host only) that ends in `/v1`',
      example: 'https://api.pingone.eu/v1',
    },
    holds('isBaseUrl', isBaseUrl),
    holds('endsInV1', (url) => /\/v1\/?$/.test(url), 'must end in `/v1`, as in `https://api.pingone.eu/v1`'),
  )
  readonly PINGONE_API_URL?: string;

  @Setting(
    'PingOne',
    'text',
    {
      unset: 'from `PINGONE_REGION`',
      meaning: 'Base of the authentication service. Together with `PINGONE_API_URL`.',
      rule: 'an https URL (http for a loopback host only) without the environment id and without `/as`',
      example: 'https://auth.pingone.eu',
    },
    holds('isBaseUrl', isBaseUrl),
    holds('isNotTheIssuer', (url) => !/\/as(\/|$)/.test(url)),
  )
  readonly PINGONE_AUTH_URL?: string;

  @Setting(
    'PingOne',
    'text',
    {
      required: true,
      meaning: 'Environment of events that name none, and of the worker application.',
      rule: 'a UUID',
      example: '00000000-0000-4000-8000-000000000000',
    },
    uuid,
  )
  readonly PINGONE_ENVIRONMENT_ID!: string;

  @Setting(
    'PingOne',
    'list',
    {
      unset: 'no others',
      meaning: 'Further environments that events may name. Those that are not listed are refused.',
      rule: 'UUIDs separated by commas',
    },
    each(uuid),
  )
  readonly PINGONE_ENVIRONMENTS?: readonly string[];

  @Setting(
    'PingOne',
    'text',
    {
      required: true,
      meaning: 'Client id of the worker application.',
      rule: 'the id of an application, without spaces',
      example: '00000000-0000-4000-8000-000000000001',
    },
    matches(/^[\x21-\x7e]+$/),
  )
  readonly PINGONE_CLIENT_ID!: string;

  @Setting('PingOne', 'secret', {
    unset: 'needed by the methods with a secret',
    meaning: 'Client secret of the worker application.',
    rule: 'set for `CLIENT_SECRET_BASIC`, `CLIENT_SECRET_POST` and `CLIENT_SECRET_JWT`',
  })
  readonly PINGONE_CLIENT_SECRET?: Secret;

  @Choice('PingOne', AUTH_METHODS, {
    default: 'CLIENT_SECRET_BASIC',
    meaning: 'How the worker application authenticates: its `tokenEndpointAuthMethod`.',
  })
  readonly PINGONE_CLIENT_AUTH_METHOD!: AuthMethod;

  @Setting('PingOne', 'secret-file', {
    unset: 'needed by `PRIVATE_KEY_JWT`',
    meaning: 'Private key of the worker application.',
    rule: 'a readable PEM file without a passphrase: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521',
    example: '/run/secrets/pingone-worker.key',
  })
  readonly PINGONE_PRIVATE_KEY_FILE?: Secret;

  @Setting('PingOne', 'text', {
    unset: 'no `kid` in the assertion',
    meaning: 'Id of that key in the JWKS of the application.',
    rule: 'the `kid` of the key',
  })
  readonly PINGONE_KEY_ID?: string;

  @Setting('PingOne', 'path', {
    unset: 'tokens end as `application-unknown`',
    meaning: 'Credentials of the applications whose tokens `/as/revoke` is called for.',
    rule: 'the path of a JSON file',
    example: '/run/secrets/applications.json',
  })
  readonly PINGONE_APPLICATIONS_FILE?: string;

  @Whole(
    'PingOne',
    { min: 1, max: 10_000 },
    {
      default: '10',
      meaning: 'Requests per second of all instances together; each takes its share by the lanes it has.',
    },
  )
  readonly PINGONE_REQUESTS_PER_SECOND!: number;

  @Setting(
    'PingOne',
    'list',
    {
      unset: 'one budget for all',
      meaning:
        'Rate groups of the licence that have a limit of their own, in requests per second of all instances together: `oath` (jobs and tokens), `users` (users, devices, sessions), `authorization` (`/as/…`). `PINGONE_REQUESTS_PER_SECOND` is then for the others.',
      rule: 'groups with a number from 1 to 10000, each group once, separated by commas, as in `oath=10,users=5`',
      example: 'oath=10,users=5',
    },
    each(holds('isRateGroup', isRateGroup)),
    (options) => ArrayUnique(nameOfRateGroup, options),
  )
  readonly PINGONE_RATE_GROUPS?: readonly string[];

  @Whole(
    'PingOne',
    { min: 1, max: 1_000 },
    { default: '10', meaning: 'Requests under way at a time, of one instance.' },
  )
  readonly PINGONE_REQUESTS_IN_FLIGHT!: number;

  @Milliseconds(
    'PingOne',
    { min: 100, max: 120_000 },
    {
      default: '10000',
      meaning:
        'A request without an answer for this long counts as unanswered. Less than `SHUTDOWN_DEADLINE_MS`.',
    },
  )
  readonly PINGONE_REQUEST_TIMEOUT_MS!: number;

  @Whole(
    'PingOne',
    { min: 1, max: 100_000 },
    { default: '100', meaning: 'OATH tokens in one job. PingOne documents no maximum.' },
  )
  readonly PINGONE_MAX_TOKENS_PER_JOB!: number;

  @Milliseconds(
    'PingOne',
    { min: 1_000, max: 7 * DAY },
    {
      default: '3600000',
      meaning:
        'A job that has not ended by then ends as `job-deadline-exceeded`. Waiting holds up nothing else. More than `PINGONE_REQUEST_TIMEOUT_MS`.',
    },
  )
  readonly PINGONE_JOB_DEADLINE_MS!: number;

  @Milliseconds(
    'PingOne',
    { min: 1_000, max: 7 * DAY },
    {
      default: '900000',
      meaning:
        "How long a token waits while PingOne refuses its application's credentials; then it ends as `application-credentials-refused`. The worker application's are waited for without end.",
    },
  )
  readonly PINGONE_CREDENTIALS_DEADLINE_MS!: number;

  @Flag('Policy', {
    default: 'false',
    meaning:
      'Whether all sessions of a deprovisioned user are ended. Shown as `skipped` in the outcome otherwise.',
  })
  readonly REVOKE_USER_SESSIONS!: boolean;

  @Flag('Policy', {
    default: 'true',
    meaning:
      'Whether the session of a token that PingOne does not revoke is ended instead, where its `sid` is known. Shown as a step of its own.',
  })
  readonly TOKEN_FALLBACK_END_SESSION!: boolean;

  @Choice('Policy', VERIFY, {
    default: 'shortfall',
    meaning:
      'When OATH tokens, and the session that an event names, are read back before the outcome is published: `never`, where a count falls short, or `always`. Each costs a request. The sessions of a user are always listed again after some were ended.',
  })
  readonly VERIFY!: Verify;

  @Milliseconds(
    'Policy',
    { min: 60_000, max: YEAR },
    {
      default: String(DAY),
      meaning:
        'An event that is read so long after it was published comes late, as every replay does: what is newer than it is then left, and the outcome says so. Events in time end all that is there.',
    },
  )
  readonly LATE_EVENT_MS!: number;

  @Milliseconds(
    'Policy',
    { min: 0, max: DAY },
    {
      default: '300000',
      meaning:
        'By how much the clocks of publishers, PingOne and the service may differ. What is newer than an event by no more than that counts as old, and what has expired no longer ago counts as alive.',
    },
  )
  readonly CLOCK_TOLERANCE_MS!: number;

  @Flag('Policy', {
    default: 'false',
    meaning:
      "Whether all OATH tokens of the environments are kept in memory, read on spare budget. It finds the tokens of users who are deleted already, spares requests, and lets an event's token ids be checked against their owner.",
  })
  readonly OATH_TOKEN_INDEX!: boolean;

  @Milliseconds(
    'Policy',
    { min: 10_000, max: DAY },
    { default: '900000', meaning: 'From one refresh of the index of OATH tokens to the next.' },
  )
  readonly OATH_TOKEN_INDEX_REFRESH_MS!: number;

  @Whole(
    'Guards',
    { min: 1, max: 1_000_000 },
    {
      unset: 'the guard is off',
      meaning:
        'Deprovisionings within `MASS_DEPROVISIONING_WINDOW_MS`, of all instances together, that are carried out unasked. Further ones are held until an operator decides.',
    },
  )
  readonly MASS_DEPROVISIONING_LIMIT?: number;

  @Milliseconds(
    'Guards',
    { min: 1_000, max: 7 * DAY },
    { default: '3600000', meaning: 'Window of `MASS_DEPROVISIONING_LIMIT`.' },
  )
  readonly MASS_DEPROVISIONING_WINDOW_MS!: number;

  @Setting('Guards', 'file', {
    unset: 'nobody is protected',
    meaning:
      'Users whose deprovisioning is held until an operator decides. Read at the start. Where it lists user ids, events that name somebody otherwise are looked up before anything is done.',
    rule: 'a readable file with one user a line: `userId: …`, `username: …` or `externalId: …`; empty lines and lines that begin with `#` are left out',
    example: '/etc/revoker/protected-users',
  })
  readonly PROTECTED_USERS_FILE?: string;

  @Whole(
    'Guards',
    { min: 1, max: 1_000_000 },
    {
      default: '10000',
      meaning:
        'Revocations of one input topic that a lane holds at most. A lane that is full of them reads no more of that topic.',
    },
  )
  readonly MAX_HELD_PER_LANE!: number;

  @Setting('Service', 'secret-file', {
    unset: 'events that carry tokens end as `sealing-key-missing`',
    meaning:
      'Keys that seal tokens in the ledger. The first one seals, all of them open: put a new one on top.',
    rule: 'a readable file, one key of 32 bytes a line in base64 or hex',
    example: '/run/secrets/sealing-keys',
  })
  readonly TOKEN_SEALING_KEY_FILE?: Secret;

  @Setting(
    'Service',
    'text',
    {
      default: '127.0.0.1',
      meaning: 'Where health and metrics listen. `0.0.0.0` in a container.',
      rule: 'an IP address or a host name',
    },
    holds('isHost', isHost),
  )
  readonly HEALTH_HOST!: string;

  @Whole(
    'Service',
    { min: 0, max: 65_535 },
    { default: '8080', meaning: 'Port of health and metrics; 0 takes a free one.' },
  )
  readonly HEALTH_PORT!: number;

  @Choice('Service', LOG_LEVELS, { default: 'info', meaning: 'The least that is logged.' })
  readonly LOG_LEVEL!: LogLevel;

  @Setting(
    'Service',
    'text',
    {
      unset: 'nothing is traced',
      meaning:
        'Base URL of an OpenTelemetry receiver: traces go to `/v1/traces` there (OTLP over HTTP, JSON). The exporter also reads `OTEL_EXPORTER_OTLP_HEADERS`, `…_TIMEOUT` and `…_COMPRESSION`.',
      rule: 'an http or https URL without credentials, query and fragment',
      example: 'http://otel-collector:4318',
    },
    holds('isReceiver', isReceiver),
  )
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @Milliseconds(
    'Service',
    { min: 1_000, max: 600_000 },
    {
      default: '25000',
      meaning:
        'Calls under way may take this long to end after SIGTERM. More than `PINGONE_REQUEST_TIMEOUT_MS`, less than the grace period of what stops it (30 s in Kubernetes, 10 s in Docker).',
    },
  )
  readonly SHUTDOWN_DEADLINE_MS!: number;
}
