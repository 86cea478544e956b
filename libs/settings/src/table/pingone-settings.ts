import { ArrayUnique } from 'class-validator';
import type { ClientAuthMethod } from '#libs/pingone';
import { isBaseUrl } from './addresses.js';
import { REGIONS } from './pingone-regions.js';
import { isRateGroup, nameOfRateGroup } from './rate-groups.js';
import {
  choice,
  DAY_MS,
  each,
  holds,
  list,
  matches,
  milliseconds,
  path,
  secret,
  secretFile,
  text,
  uuid,
  whole,
} from './kinds.js';

const AUTH_METHODS = [
  'CLIENT_SECRET_BASIC',
  'CLIENT_SECRET_POST',
  'CLIENT_SECRET_JWT',
  'PRIVATE_KEY_JWT',
  'NONE',
] as const satisfies readonly ClientAuthMethod[];

export const PINGONE = {
  PINGONE_REGION: choice(REGIONS, {
    unset: '`PINGONE_API_URL` and `PINGONE_AUTH_URL` are needed',
    meaning: 'Region of the organisation. Set either this or both URLs.',
  }),
  PINGONE_API_URL: text(
    {
      unset: 'from `PINGONE_REGION`',
      meaning: 'Base URL of the platform API, where no region fits. Set it together with `PINGONE_AUTH_URL`.',
      rule: 'an https URL (http for a loopback host only) that ends in `/v1`',
      example: 'https://api.pingone.eu/v1',
    },
    holds('isBaseUrl', isBaseUrl),
    holds('endsInV1', (url) => /\/v1\/?$/.test(url), 'must end in `/v1`, as in `https://api.pingone.eu/v1`'),
  ),
  PINGONE_AUTH_URL: text(
    {
      unset: 'from `PINGONE_REGION`',
      meaning: 'Base URL of the authentication service. Set it together with `PINGONE_API_URL`.',
      rule: 'an https URL (http for a loopback host only) without the environment id and without `/as`',
      example: 'https://auth.pingone.eu',
    },
    holds('isBaseUrl', isBaseUrl),
    holds('isNotTheIssuer', (url) => !/\/as(\/|$)/.test(url)),
  ),
  PINGONE_ENVIRONMENT_ID: text(
    {
      required: true,
      meaning: 'Environment of the worker application, and of events that name no environment.',
      rule: 'a UUID',
      example: '00000000-0000-4000-8000-000000000000',
    },
    uuid,
  ),
  PINGONE_ENVIRONMENTS: list(
    {
      unset: 'no others',
      meaning: 'Further environments that events may name. The service refuses all others.',
      rule: 'UUIDs separated by commas',
    },
    each(uuid),
  ),
  PINGONE_CLIENT_ID: text(
    {
      required: true,
      meaning: 'Client id of the worker application.',
      rule: 'the id of an application, without spaces',
      example: '00000000-0000-4000-8000-000000000001',
    },
    matches(/^[\x21-\x7e]+$/),
  ),
  PINGONE_CLIENT_SECRET: secret({
    unset: 'needed by the methods with a secret',
    meaning: 'Client secret of the worker application.',
    rule: 'set for `CLIENT_SECRET_BASIC`, `CLIENT_SECRET_POST` and `CLIENT_SECRET_JWT`',
  }),
  PINGONE_CLIENT_AUTH_METHOD: choice(AUTH_METHODS, {
    default: 'CLIENT_SECRET_BASIC',
    meaning: 'How the worker application authenticates (its `tokenEndpointAuthMethod`).',
  }),
  PINGONE_PRIVATE_KEY_FILE: secretFile({
    unset: 'needed by `PRIVATE_KEY_JWT`',
    meaning: 'Private key of the worker application.',
    rule: 'a readable PEM file without a passphrase: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521',
    example: '/run/secrets/pingone-worker.key',
  }),
  PINGONE_KEY_ID: text({
    unset: 'no `kid` in the assertion',
    meaning: 'Key id of the private key in the JWKS of the application.',
    rule: 'the `kid` of the key',
  }),
  PINGONE_APPLICATIONS_FILE: path({
    unset: 'tokens end as `application-unknown`',
    meaning: 'Credentials of the applications whose tokens the service revokes at `/as/revoke`.',
    rule: 'the path of a JSON file',
    example: '/run/secrets/applications.json',
  }),
  PINGONE_REQUESTS_PER_SECOND: whole(
    { min: 1, max: 10_000 },
    {
      default: '10',
      meaning:
        'Requests per second of all instances together. Each instance takes a share by the lanes that it holds.',
    },
  ),
  PINGONE_RATE_GROUPS: list(
    {
      unset: 'one budget for all',
      meaning:
        'Limits of single rate groups of the licence, in requests per second of all instances together: `oath` (jobs and tokens), `users` (users, devices, sessions), `authorization` (`/as/…`). `PINGONE_REQUESTS_PER_SECOND` then limits all other requests.',
      rule: 'groups with a number from 1 to 10000, each group once, separated by commas, as in `oath=10,users=5`',
      example: 'oath=10,users=5',
    },
    each(holds('isRateGroup', isRateGroup)),
    (options) => ArrayUnique(nameOfRateGroup, options),
  ),
  PINGONE_REQUESTS_IN_FLIGHT: whole(
    { min: 1, max: 1_000 },
    { default: '10', meaning: 'Highest number of requests of one instance at a time.' },
  ),
  PINGONE_REQUEST_TIMEOUT_MS: milliseconds(
    { min: 100, max: 120_000 },
    {
      default: '10000',
      meaning:
        'A request that has no answer after this long counts as unanswered. Less than `SHUTDOWN_DEADLINE_MS`.',
    },
  ),
  PINGONE_MAX_TOKENS_PER_JOB: whole(
    { min: 1, max: 100_000 },
    { default: '100', meaning: 'Highest number of OATH tokens in one job. PingOne documents no maximum.' },
  ),
  PINGONE_JOB_DEADLINE_MS: milliseconds(
    { min: 1_000, max: 7 * DAY_MS },
    {
      default: '3600000',
      meaning:
        'A job that has not ended after this long counts as `job-deadline-exceeded`. Nothing else waits for it. More than `PINGONE_REQUEST_TIMEOUT_MS`.',
    },
  ),
  PINGONE_CREDENTIALS_DEADLINE_MS: milliseconds(
    { min: 1_000, max: 7 * DAY_MS },
    {
      default: '900000',
      meaning:
        'How long a token waits while PingOne refuses the credentials of its application. Then it ends as `application-credentials-refused`. For the credentials of the worker application the service waits without end.',
    },
  ),
};
