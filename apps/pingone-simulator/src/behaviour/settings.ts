import type { Delay } from './delay.js';

/** Requests per second, as PingOne counts them: per licence, whatever the environment. */
export interface RateLimits {
  /** All operations together; null is no limit. */
  readonly licence: number | null;
  /** Rate groups. Which operation is in which is our reading: PingOne's table was not to be had. */
  readonly groups: { readonly oath?: number; readonly users?: number; readonly authorization?: number };
  /** The part of `licence` that one source address may use (PingOne: 0.35 by default); null is no such limit. */
  readonly perIpShare: number | null;
  /** Of `licence`, what another client uses, evenly and always; null is no other client. */
  readonly rivalPerSecond: number | null;
}

/**
 * How this PingOne is, where its documentation leaves room. Each default is what
 * the pages say or, where they say nothing, the tamer reading.
 */
export interface Settings {
  readonly jobDurationMs: Delay;
  /** Eventual consistency: how many polls of a new job answer 404. */
  readonly jobHiddenPolls: number;
  readonly unknownTokenIds: 'skip' | 'fail-job';
  readonly pairedWithoutForceUnpair: 'skip' | 'fail-job';
  /** More are refused with 400, SIZE_LIMIT_EXCEEDED. PingOne's limit is not documented: null is none. */
  readonly maxTokenIdsPerJob: number | null;
  readonly maxBodyBytes: number;
  readonly wrongMediaType: 400 | 415;
  /** The most that a page of a collection holds, whatever `limit` asks for. */
  readonly pageSize: number;
  /** Whether a device of type OATH_TOKEN tells its serial number: not documented. */
  readonly deviceSerialNumbers: 'shown' | 'hidden';
  /** Eventual consistency: for how long a token that a job deleted can still be read by its id. */
  readonly deletedTokensShownMs: number;
  /** The same by number, whatever the time: how often each can still be read. */
  readonly deletedTokensShownReads: number;
  /** Whether the list of OATH tokens still names a user who was deleted as the owner. */
  readonly tokensOfDeletedUsers: 'unpaired' | 'still-paired';
  /** How often the user of a session that is deleted signs in again at once; one who is disabled does not. */
  readonly signsInAgain: number;
  readonly workerTokenLifetimeSeconds: number;
  /** Ids of the environments that the worker has roles in, whichever it lives in; null is all. */
  readonly workerRoles: readonly string[] | null;
  /** What its token is answered with elsewhere: PingOne's table has INSUFFICIENT_PERMISSIONS in both. */
  readonly workerWithoutRole: 403 | 401;
  /** PingOne documents Basic as the plain `id:secret`; RFC 6749 section 2.3.1 form-encodes both first. */
  readonly basicCredentials: 'raw' | 'form-encoded';
  /** `/as/revoke` of a token that is dead already: revoked before, or its session has ended. */
  readonly alreadyRevoked: 'ok' | 'unsupported-token-type';
  /** What goes with an access token. PingOne documents "all access tokens" of the session and application; a refresh token always takes both. */
  readonly accessTokenRevocation: 'access-tokens-only' | 'refresh-tokens-too';
  readonly tokenOfAnotherApplication: 'unsupported-token-type' | 'invalid-request' | 'invalid-client';
  readonly rateLimits: RateLimits;
}

export const DEFAULT_SETTINGS: Settings = {
  jobDurationMs: 250,
  jobHiddenPolls: 0,
  unknownTokenIds: 'skip',
  pairedWithoutForceUnpair: 'skip',
  maxTokenIdsPerJob: null,
  maxBodyBytes: 1_048_576,
  wrongMediaType: 415,
  pageSize: 1000,
  deviceSerialNumbers: 'shown',
  deletedTokensShownMs: 0,
  deletedTokensShownReads: 0,
  tokensOfDeletedUsers: 'unpaired',
  signsInAgain: 0,
  workerTokenLifetimeSeconds: 3600,
  workerRoles: null,
  workerWithoutRole: 403,
  basicCredentials: 'raw',
  alreadyRevoked: 'ok',
  accessTokenRevocation: 'access-tokens-only',
  tokenOfAnotherApplication: 'unsupported-token-type',
  rateLimits: { licence: null, groups: {}, perIpShare: null, rivalPerSecond: null },
};

/** Only what is to change; within `rateLimits` too. */
export type SettingsChange = Partial<Omit<Settings, 'rateLimits'>> & {
  readonly rateLimits?: Partial<RateLimits>;
};

export function changedSettings(settings: Settings, change: SettingsChange): Settings {
  return { ...settings, ...change, rateLimits: { ...settings.rateLimits, ...change.rateLimits } };
}
