import { OPERATIONS } from '../operation.js';
import {
  either,
  instant,
  integer,
  listOf,
  number,
  oneOf,
  orNull,
  problem,
  text,
  uuid,
  valid,
  type Check,
} from '../validation/check.js';
import { object, tagged, where } from '../validation/objects.js';
import type { BehaviourChange } from './behaviour.js';
import type { Delay } from './delay.js';
import type { JobFate } from './job-fate.js';
import type { Effect, Rule } from './rule.js';
import type { RateLimits, SettingsChange } from './settings.js';

const milliseconds = number({ min: 0 });
const positive = integer({ min: 1 });
const count = integer({ min: 0 });
/** Of a body that is to blow up: enough for any client, and no danger to the machine of a test. */
const MOST_PADDING = 256 * 1024 * 1024;

type DelayShape = Exclude<Delay, number>;

const delayShape = tagged<DelayShape>('distribution', {
  fixed: object<Extract<DelayShape, { distribution: 'fixed' }>>(
    { distribution: oneOf('fixed'), ms: milliseconds },
    ['ms'],
  ),
  uniform: where(
    object<Extract<DelayShape, { distribution: 'uniform' }>>(
      { distribution: oneOf('uniform'), minMs: milliseconds, maxMs: milliseconds },
      ['minMs', 'maxMs'],
    ),
    ({ minMs, maxMs }) => minMs <= maxMs,
    'maxMs',
    'must not be less than minMs',
  ),
  lognormal: object<Extract<DelayShape, { distribution: 'lognormal' }>>(
    {
      distribution: oneOf('lognormal'),
      medianMs: milliseconds,
      sigma: number({ min: 0 }),
      maxMs: milliseconds,
    },
    ['medianMs', 'sigma'],
  ),
});

const delay: Check<Delay> = either(
  milliseconds,
  delayShape,
  'must be a number of milliseconds or an object with a distribution',
);

const rateLimits = object<Partial<RateLimits>>({
  licence: orNull(positive),
  groups: object<RateLimits['groups']>({ oath: positive, users: positive, authorization: positive }),
  perIpShare: orNull(number({ min: 0.01, max: 1 })),
  rivalPerSecond: orNull(number({ min: 0.01, max: 100_000 })),
});

const settings = object<SettingsChange>({
  jobDurationMs: delay,
  jobHiddenPolls: count,
  unknownTokenIds: oneOf('skip', 'fail-job'),
  pairedWithoutForceUnpair: oneOf('skip', 'fail-job'),
  maxTokenIdsPerJob: orNull(positive),
  maxBodyBytes: positive,
  wrongMediaType: oneOf(400, 415),
  pageSize: positive,
  deviceSerialNumbers: oneOf('shown', 'hidden'),
  deletedTokensShownMs: milliseconds,
  deletedTokensShownReads: count,
  tokensOfDeletedUsers: oneOf('unpaired', 'still-paired'),
  signsInAgain: count,
  workerTokenLifetimeSeconds: positive,
  workerRoles: orNull(listOf(uuid)),
  workerWithoutRole: oneOf(401, 403),
  basicCredentials: oneOf('raw', 'form-encoded'),
  alreadyRevoked: oneOf('ok', 'unsupported-token-type'),
  accessTokenRevocation: oneOf('access-tokens-only', 'refresh-tokens-too'),
  tokenOfAnotherApplication: oneOf('unsupported-token-type', 'invalid-request', 'invalid-client'),
  rateLimits,
});

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;
type JobEffect<Name extends JobFate['fate']> = { readonly kind: 'job' } & Extract<JobFate, { fate: Name }>;

const kind = oneOf('job');

const jobEffect = tagged<EffectOf<'job'>>('fate', {
  stuck: object<JobEffect<'stuck'>>({ kind, fate: oneOf('stuck') }),
  lost: object<JobEffect<'lost'>>({ kind, fate: oneOf('lost'), afterRevoking: count }),
  failed: object<JobEffect<'failed'>>({ kind, fate: oneOf('failed'), reason: text, afterRevoking: count }, [
    'reason',
  ]),
  'short-count': object<JobEffect<'short-count'>>(
    {
      kind,
      fate: oneOf('short-count'),
      skip: either(positive, listOf(uuid), 'must be a number of tokens or an array of token ids'),
    },
    ['skip'],
  ),
  miscounted: object<JobEffect<'miscounted'>>(
    { kind, fate: oneOf('miscounted'), revoked: orNull(integer({ min: -1_000_000 })) },
    ['revoked'],
  ),
  hidden: object<JobEffect<'hidden'>>({ kind, fate: oneOf('hidden'), polls: positive }, ['polls']),
  'unknown-status': object<JobEffect<'unknown-status'>>(
    { kind, fate: oneOf('unknown-status'), status: text, polls: positive },
    ['status', 'polls'],
  ),
  slow: object<JobEffect<'slow'>>({ kind, fate: oneOf('slow'), durationMs: delay }, ['durationMs']),
});

/** Rules are taken away by name, in a path. */
const ruleName: Check<string> = (value, field) =>
  typeof value === 'string' && /^[\w.-]{1,100}$/.test(value)
    ? valid(value)
    : problem(field, 'must be letters, digits, ".", "_" and "-", at most 100');

const effect = tagged<Effect>('kind', {
  respond: object<EffectOf<'respond'>>(
    {
      kind: oneOf('respond'),
      status: integer({ min: 400, max: 599 }),
      retryAfterSeconds: count,
      retryAfterFormat: oneOf('seconds', 'http-date'),
      code: text,
      message: text,
      body: oneOf('pingone', 'html', 'json', 'empty'),
      when: oneOf('before', 'after'),
    },
    ['status'],
  ),
  delay: object<EffectOf<'delay'>>({ kind: oneOf('delay'), ms: delay, when: oneOf('before', 'after') }, [
    'ms',
  ]),
  drop: object<EffectOf<'drop'>>({ kind: oneOf('drop'), when: oneOf('before', 'during', 'after') }, ['when']),
  encode: object<EffectOf<'encode'>>(
    {
      kind: oneOf('encode'),
      coding: oneOf('gzip', 'deflate', 'br', 'zstd', 'compress'),
      padToBytes: integer({ min: 1, max: MOST_PADDING }),
    },
    ['coding'],
  ),
  job: jobEffect,
});

const rule = object<Rule>(
  {
    name: ruleName,
    operation: listOf(oneOf(...OPERATIONS, 'any', 'platform', 'authorization')),
    environmentId: uuid,
    clientId: text,
    probability: number({ min: 0, max: 1 }),
    seed: count,
    skip: count,
    times: positive,
    until: instant,
    forMs: milliseconds,
    effect,
  },
  ['effect'],
);

export const behaviourChange = object<BehaviourChange>({ settings, rules: listOf(rule) });
