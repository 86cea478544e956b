import {
  either,
  flag,
  integer,
  instant,
  listOf,
  oneOf,
  text,
  uuid,
  type Check,
} from '../validation/check.js';
import { object } from '../validation/objects.js';

export interface OathTokenSeed {
  readonly id?: string;
  readonly serialNumber?: string;
  /** ISO 8601, as are the others; now unless set. */
  readonly createdAt?: string;
  /** Of a token that is paired: `createdAt` unless set. */
  readonly pairedAt?: string;
}

export interface SessionSeed {
  readonly id?: string;
  readonly createdAt?: string;
  /** Thirty days after `createdAt` unless set; a time that has passed makes an expired session. */
  readonly expiresAt?: string;
}

export interface UserSeed {
  readonly id?: string;
  readonly username?: string;
  readonly externalId?: string;
  readonly createdAt?: string;
  /** Whether the user may sign in; true unless set. */
  readonly enabled?: boolean;
  /** Paired with the user: how many, or which. `oathTokensPerUser` unless set. */
  readonly oathTokens?: number | readonly OathTokenSeed[];
  /** `sessionsPerUser` unless set. */
  readonly sessions?: number | readonly SessionSeed[];
}

/** What is to be made. Whatever has no id gets one of the simulator's seed. */
export interface SeedRequest {
  /** The first environment unless set. */
  readonly environmentId?: string;
  /** How many, or which. */
  readonly users?: number | readonly UserSeed[];
  readonly oathTokensPerUser?: number;
  readonly sessionsPerUser?: number;
  /** Access tokens of each session, the web applications in turn. A JWT costs 0.4 ms, an opaque one nothing. */
  readonly oauthTokensPerSession?: number;
  readonly oauthTokenFormat?: 'jwt' | 'opaque';
  /** Tokens that are paired with no user: how many, or which. */
  readonly unpairedOathTokens?: number | readonly OathTokenSeed[];
}

/** A slip of the keyboard must not end in gigabytes. */
const MANY = 1_000_000;
const amount = integer({ min: 0, max: MANY });
/** PingOne keeps no more sessions of a user. */
const sessionAmount = integer({ min: 0, max: 10 });

const oathTokens: Check<number | readonly OathTokenSeed[]> = either(
  amount,
  listOf(object<OathTokenSeed>({ id: uuid, serialNumber: text, createdAt: instant, pairedAt: instant })),
  `must be an integer from 0 to ${MANY}, or an array`,
);

const sessions: Check<number | readonly SessionSeed[]> = either(
  sessionAmount,
  listOf(object<SessionSeed>({ id: uuid, createdAt: instant, expiresAt: instant })),
  'must be an integer from 0 to 10, or an array',
);

const users: Check<number | readonly UserSeed[]> = either(
  amount,
  listOf(
    object<UserSeed>({
      id: uuid,
      username: text,
      externalId: text,
      createdAt: instant,
      enabled: flag,
      oathTokens,
      sessions,
    }),
  ),
  `must be an integer from 0 to ${MANY}, or an array`,
);

export const seedRequest = object<SeedRequest>({
  environmentId: uuid,
  users,
  oathTokensPerUser: amount,
  sessionsPerUser: sessionAmount,
  oauthTokensPerSession: amount,
  oauthTokenFormat: oneOf('jwt', 'opaque'),
  unpairedOathTokens: oathTokens,
});
