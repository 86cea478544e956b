import { STATUS_CODES } from 'node:http';
import { json, type Answer } from '../answers/answer.js';
import { pingoneError, type ErrorDetail } from '../answers/pingone-errors.js';
import { isAuthorization, type Operation } from '../operation.js';
import type { Effect } from '../behaviour/rule.js';

type Respond = Extract<Effect, { kind: 'respond' }>;

interface Words {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
}

/** What the platform says with a status, by its table of error codes. */
const PLATFORM: Readonly<Record<number, Words>> = {
  400: { code: 'INVALID_REQUEST', message: 'The request could not be completed. It is not valid.' },
  401: {
    code: 'ACCESS_FAILED',
    message: 'The request could not be completed. The access token is not valid.',
    detail: 'INVALID_TOKEN',
  },
  403: {
    code: 'ACCESS_FAILED',
    message: 'The request could not be completed. You do not have access to this resource.',
    detail: 'INSUFFICIENT_PERMISSIONS',
  },
  404: {
    code: 'NOT_FOUND',
    message: 'The request could not be completed. The requested resource was not found.',
  },
  413: { code: 'INVALID_REQUEST', message: 'The request could not be completed. The body is too large.' },
  429: {
    code: 'REQUEST_LIMITED',
    message: 'The request could not be completed. The request limit was exceeded.',
    detail: 'LIMIT_EXCEEDED',
  },
  500: {
    code: 'UNEXPECTED_ERROR',
    message: 'The request could not be completed. An unexpected error occurred.',
  },
};

/** RFC 6749 section 5.2; a limit and an outage are the gateway's, not OAuth's. */
const OAUTH: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_client',
  403: 'access_denied',
};

const OTHER: Words = { code: 'SERVICE_UNAVAILABLE', message: 'The request could not be completed.' };

function retryAfter(
  { retryAfterSeconds, retryAfterFormat }: Respond,
  now: number,
): Readonly<Record<string, string>> {
  if (retryAfterSeconds === undefined) {
    return {};
  }
  const date = new Date(now + retryAfterSeconds * 1000).toUTCString();
  return { 'retry-after': retryAfterFormat === 'http-date' ? date : String(retryAfterSeconds) };
}

/** @param now epoch milliseconds. */
export function forcedAnswer(effect: Respond, operation: Operation, now: number): Answer {
  const headers = retryAfter(effect, now);
  const { status, code, message, body = 'pingone' } = effect;
  switch (body) {
    case 'empty':
      return { status, headers };
    case 'html':
      return {
        status,
        headers: { ...headers, 'content-type': 'text/html' },
        body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`,
      };
    case 'json': {
      const name = STATUS_CODES[status] ?? 'Error';
      const error = code ?? name.toLowerCase().replace(/[^a-z]+/g, '_');
      return json(status, { error, message: message ?? name, status }, headers);
    }
    case 'pingone':
      break;
  }
  const oauth = isAuthorization(operation) ? OAUTH[status] : undefined;
  if (oauth !== undefined) {
    const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="PingOne"' } : {};
    const error = {
      error: code ?? oauth,
      error_description: message ?? 'as a rule of the simulator wants it',
    };
    return json(status, error, { ...headers, ...challenge });
  }
  const words = PLATFORM[status] ?? OTHER;
  const details: readonly ErrorDetail[] =
    words.detail === undefined ? [] : [{ code: words.detail, message: words.message }];
  return pingoneError(status, code ?? words.code, message ?? words.message, { details, headers });
}
