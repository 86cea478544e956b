import { isHost, isReceiver } from './addresses.js';
import {
  choice,
  DAY_MS,
  file,
  flag,
  holds,
  milliseconds,
  secretFile,
  text,
  whole,
  YEAR_MS,
} from './kinds.js';

export const POLICY = {
  REVOKE_USER_SESSIONS: flag({
    default: 'false',
    meaning:
      'Whether the service ends all sessions of a deprovisioned user. If not, the outcome shows this step as `skipped`.',
  }),
  TOKEN_FALLBACK_END_SESSION: flag({
    default: 'true',
    meaning:
      'Whether the service ends the session of a token that PingOne does not revoke, if it knows the `sid`. The outcome shows this as a step of its own.',
  }),
  VERIFY: choice(['never', 'shortfall', 'always'], {
    default: 'shortfall',
    meaning:
      'When the service reads OATH tokens, and the session that an event names, again before it publishes the outcome: `never`, only where a count falls short (`shortfall`), or `always`. Each reading costs a request. After it has ended sessions of a user, it always lists them again.',
  }),
  LATE_EVENT_MS: milliseconds(
    { min: 60_000, max: YEAR_MS },
    {
      default: String(DAY_MS),
      meaning:
        'An event that the service reads this long after its publication is late, as every replay is. A late event leaves what is newer than itself, and its outcome says so. An event in time ends all that is there.',
    },
  ),
  CLOCK_TOLERANCE_MS: milliseconds(
    { min: 0, max: DAY_MS },
    {
      default: '300000',
      meaning:
        'How far the clocks of publishers, PingOne and the service may differ. What is newer than an event by no more than this counts as old. What expired no longer ago than this counts as alive.',
    },
  ),
  OATH_TOKEN_INDEX: flag({
    default: 'false',
    meaning:
      'Whether the service keeps a list of all OATH tokens of its environments in memory, which it reads on spare budget. The list finds the tokens of users who are already deleted, saves requests, and shows whether the token ids of an event belong to its user.',
  }),
  OATH_TOKEN_INDEX_REFRESH_MS: milliseconds(
    { min: 10_000, max: DAY_MS },
    { default: '900000', meaning: 'Time from one refresh of the OATH token index to the next.' },
  ),
};

export const GUARDS = {
  MASS_DEPROVISIONING_LIMIT: whole(
    { min: 1, max: 1_000_000 },
    {
      unset: 'the guard is off',
      meaning:
        'Number of deprovisionings within `MASS_DEPROVISIONING_WINDOW_MS`, of all instances together, that need no decision. Further ones are held until an operator decides.',
    },
  ),
  MASS_DEPROVISIONING_WINDOW_MS: milliseconds(
    { min: 1_000, max: 7 * DAY_MS },
    { default: '3600000', meaning: 'Window of `MASS_DEPROVISIONING_LIMIT`.' },
  ),
  PROTECTED_USERS_FILE: file({
    unset: 'no user is protected',
    meaning:
      'File of users whose deprovisioning is held until an operator decides. The service reads it at its start. If the file lists user ids, the service looks up the users of events that name a user in another way before it acts.',
    rule: 'a readable file with one user a line: `userId: …`, `username: …` or `externalId: …`; empty lines and lines that begin with `#` are left out',
    example: '/etc/revoker/protected-users',
  }),
  MAX_HELD_PER_LANE: whole(
    { min: 1, max: 1_000_000 },
    {
      default: '10000',
      meaning:
        'Highest number of held revocations of one lane and input topic. At this number the lane pauses that topic.',
    },
  ),
};

export const SERVICE = {
  TOKEN_SEALING_KEY_FILE: secretFile({
    unset: 'events that carry tokens end as `sealing-key-missing`',
    meaning:
      'File of the keys that seal tokens in the ledger. The first key seals, every key opens. Put a new key on top.',
    rule: 'a readable file, one key of 32 bytes a line in base64 or hex',
    example: '/run/secrets/sealing-keys',
  }),
  HEALTH_HOST: text(
    {
      default: '127.0.0.1',
      meaning: 'Address that health and metrics listen on. Use `0.0.0.0` in a container.',
      rule: 'an IP address or a host name',
    },
    holds('isHost', isHost),
  ),
  HEALTH_PORT: whole(
    { min: 0, max: 65_535 },
    { default: '8080', meaning: 'Port of health and metrics. 0 takes any free port.' },
  ),
  LOG_LEVEL: choice(['error', 'warn', 'info', 'debug'], {
    default: 'info',
    meaning: 'Lowest level that is logged.',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    {
      unset: 'nothing is traced',
      meaning:
        'Base URL of an OpenTelemetry receiver. Traces go to its `/v1/traces` (OTLP over HTTP, JSON). The exporter also reads `OTEL_EXPORTER_OTLP_HEADERS`, `…_TIMEOUT` and `…_COMPRESSION`.',
      rule: 'an http or https URL without credentials, query and fragment',
      example: 'http://otel-collector:4318',
    },
    holds('isReceiver', isReceiver),
  ),
  SHUTDOWN_DEADLINE_MS: milliseconds(
    { min: 1_000, max: 600_000 },
    {
      default: '25000',
      meaning:
        'How long calls under way may take to end after SIGTERM. More than `PINGONE_REQUEST_TIMEOUT_MS`, less than the grace period of Kubernetes (30 s) or Docker (10 s).',
    },
  ),
};
