import { json, type Answer } from './answer.js';

export type OAuthErrorCode =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'
  | 'access_denied'
  | 'temporarily_unavailable'
  | 'server_error';

/** RFC 6749 section 5.2; `unsupported_token_type` is RFC 7009 section 2.2.1. */
export function oauthError(
  status: number,
  error: OAuthErrorCode,
  description: string,
  headers?: Readonly<Record<string, string>>,
): Answer {
  return json(
    status,
    { error, error_description: description },
    { 'cache-control': 'no-store', pragma: 'no-cache', ...headers },
  );
}

/** `WWW-Authenticate` is a must where the client used the Authorization header (RFC 6749 section 5.2). */
export const invalidClient = (description: string): Answer =>
  oauthError(401, 'invalid_client', description, { 'www-authenticate': 'Basic realm="PingOne"' });
