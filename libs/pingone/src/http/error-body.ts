import { isObject, parseJson } from './json.js';
import { scrub } from './scrub.js';

/** What an error answer says, made safe. */
export interface ErrorBody {
  /** PingOne's `code`, or `error` of an OAuth endpoint. */
  readonly code: string;
  readonly message: string;
  /** A date-time that PingOne gives in the details of a 429, for want of a header. */
  readonly retryAfter?: string;
}

/**
 * Reads both shapes that PingOne answers with: the platform's error (`code`,
 * `message`, `details[]`, each with an `innererror` that its own pages spell in
 * two ways) and OAuth's (`error`, `error_description`, RFC 6749 section 5.2).
 * Undefined: this is no error of PingOne but of something in between.
 *
 * @param known secrets of the request, see `scrub`
 */
export function readErrorBody(body: string, known: readonly string[]): ErrorBody | undefined {
  const json = parseJson(body);
  if (!isObject(json)) {
    return undefined;
  }
  const code = asCode(json['code']) ?? asCode(json['error']);
  if (!code) {
    return undefined;
  }
  const said = json['message'] ?? json['error_description'];
  const details = Array.isArray(json['details']) ? json['details'].filter(isObject) : [];
  const words = [
    typeof said === 'string' ? said : code,
    ...details.map(describe).filter((text) => text !== ''),
  ];
  const retryAfter = details
    .map((detail) => innerOf(detail)['retryAfter'])
    .find((time) => typeof time === 'string');
  return { code, message: scrub(words.join(' '), known), ...(retryAfter !== undefined && { retryAfter }) };
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
