import type { Answered } from './exchange.js';
import { isObject, parseJson } from './json.js';
import { scrub } from '#libs/redaction';

/** What an error answer of PingOne's own says, made safe. */
export interface ErrorBody {
  /** `platform`: of the management API. `oauth`: of the authorization server. */
  readonly shape: 'platform' | 'oauth';
  /** PingOne's `code`, or `error` of an OAuth endpoint. */
  readonly code: string;
  readonly message: string;
  /** A date-time that PingOne gives in the details of a 429, for want of a header. */
  readonly retryAfter?: string;
}

/** RFC 6749 section 5.2 and 4.1.2.1, RFC 7009 section 2.2.1, RFC 6750 section 3.1: what a gateway calls its errors is not among them. */
const OAUTH_ERRORS: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'unsupported_token_type',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'invalid_token',
]);

/**
 * Reads the two shapes that PingOne answers with, and takes nothing else for
 * PingOne's: what is in between writes JSON too.
 *
 * | Shape    | Must have                                                                | May have                   |
 * | -------- | ------------------------------------------------------------------------ | -------------------------- |
 * | platform | `code` in capitals, `message`, and `id` or the header `Correlation-Id`   | `target`, `details[]`      |
 * | oauth    | `error`, one of those that the RFCs name                                 | `error_description`        |
 *
 * PingOne's page of error codes says that `id` is always there, its OpenAPI that it
 * may be missing; its conventions say that every answer has a `Correlation-Id`. The
 * inner error is spelt in two ways by its own pages.
 *
 * @param known secrets of the request, see `scrub`
 */
export function readErrorBody(
  { body, correlationId }: Pick<Answered, 'body' | 'correlationId'>,
  known: readonly string[],
): ErrorBody | undefined {
  const json = parseJson(body);
  if (!isObject(json)) {
    return undefined;
  }
  return readPlatformError(json, { correlationId, known }) ?? readOAuthError(json, known);
}

function readPlatformError(
  json: Record<string, unknown>,
  { correlationId, known }: { readonly correlationId: string | undefined; readonly known: readonly string[] },
): ErrorBody | undefined {
  const { code, message, id } = json;
  const isSigned = (typeof id === 'string' && id !== '') || correlationId !== undefined;
  if (!isPlatformCode(code) || typeof message !== 'string' || !isSigned) {
    return undefined;
  }
  const details = Array.isArray(json['details']) ? json['details'].filter(isObject) : [];
  const words = [message, ...details.map(describe)].filter((text) => text !== '');
  const retryAfter = details
    .map((detail) => innerOf(detail)['retryAfter'])
    .find((time) => typeof time === 'string');
  return {
    shape: 'platform',
    code,
    message: scrub(words.join(' '), known) || code,
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

function readOAuthError(json: Record<string, unknown>, known: readonly string[]): ErrorBody | undefined {
  const { error, error_description: said } = json;
  if (typeof error !== 'string' || !OAUTH_ERRORS.has(error)) {
    return undefined;
  }
  return {
    shape: 'oauth',
    code: error,
    message: (typeof said === 'string' && scrub(said, known)) || error,
  };
}

function isPlatformCode(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(value);
}

function innerOf(detail: Record<string, unknown>): Record<string, unknown> {
  const inner = detail['innererror'] ?? detail['innerError'];
  return isObject(inner) ? inner : {};
}

function describe(detail: Record<string, unknown>): string {
  const target = typeof detail['target'] === 'string' ? ` (${detail['target']})` : '';
  const said = typeof detail['message'] === 'string' ? `: ${detail['message']}` : '';
  const code = asCode(detail['code']);
  return code ? `${code}${target}${said}${limits(innerOf(detail))}` : '';
}

/** The inner error explains a rule ("maximumValue 100"); only numbers and times of it are worth repeating. */
function limits(inner: Record<string, unknown>): string {
  const told = [
    'maximumValue',
    'rangeMinimumValue',
    'rangeMaximumValue',
    'quotaLimit',
    'quotaResetTime',
  ].flatMap((name) =>
    typeof inner[name] === 'number' || typeof inner[name] === 'string' ? [`${name} ${inner[name]}`] : [],
  );
  return told.length === 0 ? '' : ` [${told.join(', ')}]`;
}

function asCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}
