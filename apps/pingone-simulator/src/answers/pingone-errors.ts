import { randomUUID } from 'node:crypto';
import { json, type Answer } from './answer.js';

/** One entry of `details`; `innerError` is spelt as Ping's SDK specifications spell it. */
export interface ErrorDetail {
  readonly code: string;
  readonly target?: string;
  readonly message: string;
  readonly innerError?: Readonly<Record<string, unknown>>;
}

/** The error body of the platform APIs (developer.pingidentity.com, "PingOne error codes"). */
export function pingoneError(
  status: number,
  code: string,
  message: string,
  extras: {
    readonly details?: readonly ErrorDetail[];
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Answer {
  const details = extras.details?.length ? { details: extras.details } : {};
  return json(status, { id: randomUUID(), code, message, ...details }, extras.headers);
}

export const invalidData = (details: readonly ErrorDetail[]): Answer =>
  pingoneError(
    400,
    'INVALID_DATA',
    'The request could not be completed. One or more validation errors were in the request.',
    { details },
  );

export const invalidRequest = (message: string, details: readonly ErrorDetail[] = []): Answer =>
  pingoneError(400, 'INVALID_REQUEST', message, { details });

export const accessTokenRefused = (): Answer =>
  pingoneError(
    401,
    'ACCESS_FAILED',
    'The request could not be completed. The access token is missing, invalid or expired.',
    {
      details: [{ code: 'INVALID_TOKEN', message: 'The access token is missing, invalid or expired.' }],
      headers: { 'www-authenticate': 'Bearer realm="PingOne"' },
    },
  );

/** 401 and 403 share the top code: only the status tells them apart. */
export const accessDenied = (status: 403 | 401 = 403): Answer =>
  pingoneError(
    status,
    'ACCESS_FAILED',
    'The request could not be completed. You do not have access to this resource.',
    {
      details: [{ code: 'INSUFFICIENT_PERMISSIONS', message: 'The actor has not enough permissions.' }],
    },
  );

export const notFound = (what = 'The requested resource'): Answer =>
  pingoneError(404, 'NOT_FOUND', `The request could not be completed. ${what} was not found.`);

export const methodNotAllowed = (allowed: readonly string[]): Answer =>
  pingoneError(405, 'INVALID_REQUEST', 'The request could not be completed. The method is not supported.', {
    headers: { allow: allowed.join(', ') },
  });

export const payloadTooLarge = (maxBytes: number): Answer =>
  pingoneError(413, 'INVALID_REQUEST', 'The request could not be completed. The body is too large.', {
    details: [
      {
        code: 'SIZE_LIMIT_EXCEEDED',
        message: `The body may have ${maxBytes} bytes.`,
        innerError: { maximumValue: maxBytes },
      },
    ],
  });

export const unsupportedMediaType = (status: 400 | 415, expected: string): Answer =>
  pingoneError(
    status,
    'INVALID_REQUEST',
    `The request could not be completed. The content type must be ${expected}.`,
  );

export const requestLimited = (retryAfterSeconds: number | undefined): Answer =>
  pingoneError(
    429,
    'REQUEST_LIMITED',
    'The request could not be completed. The request limit was exceeded.',
    {
      details: [{ code: 'LIMIT_EXCEEDED', message: 'Too many requests.' }],
      ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    },
  );

export const unexpectedError = (): Answer =>
  pingoneError(500, 'UNEXPECTED_ERROR', 'The request could not be completed. An unexpected error occurred.');
