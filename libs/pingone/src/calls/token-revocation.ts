import { isEmptyBody } from '../http/json.js';
import type { RevokeToken } from '../operations.js';
import type { OAuthRequest, ReadableAnswer, Value } from './descriptor.js';

/**
 * PingOne: "Token Revocation". Only `token` is sent: PingOne's table has no
 * `token_type_hint`, and RFC 7009 section 2.1 lets a server do without.
 */
export function revokeToken({ clientId, token }: RevokeToken): OAuthRequest<'revoked' | 'unsupported'> {
  const revealed = token.reveal();
  return { clientId, path: 'revoke', form: { token: revealed }, secrets: [revealed], read: readRevocation };
}

/** PingOne's 200 has an empty body. A page of a proxy must not read as "revoked" (P3). */
function readRevocation({
  status,
  body,
  json,
  code,
}: ReadableAnswer): Value<'revoked' | 'unsupported'> | undefined {
  if (status < 300) {
    return isEmptyBody(body, json) ? { value: 'revoked' } : undefined;
  }
  return code === 'unsupported_token_type' ? { value: 'unsupported' } : undefined;
}
