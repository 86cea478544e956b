import { randomBytes, randomUUID } from 'node:crypto';
import type { OAuthToken } from '../platform/oauth-tokens.js';
import { signedJwt, type RsaKey } from './signing-key.js';

/** The audience of the platform's own tokens: they cannot be revoked, because the platform does not introspect. */
export const PLATFORM_AUDIENCE = 'https://api.pingone.com';
export const CUSTOM_RESOURCE_AUDIENCE = 'https://api.example.com';

/** The value of a token. Refresh tokens are opaque: PingOne's JWT refresh tokens end in 2027. */
export function tokenValue(
  key: RsaKey,
  token: OAuthToken,
  shape: { readonly format: 'jwt' | 'opaque'; readonly issuer: string; readonly environmentId: string },
): string {
  if (shape.format === 'opaque') {
    return randomBytes(48).toString('base64url');
  }
  return signedJwt(key, {
    client_id: token.clientId,
    iss: shape.issuer,
    jti: randomUUID(),
    ...(token.issuedAt === undefined ? {} : { iat: token.issuedAt }),
    exp: token.expiresAt,
    aud: token.audience,
    ...(token.userId === undefined ? {} : { sub: token.userId }),
    ...(token.sessionId === undefined ? {} : { sid: token.sessionId }),
    env: shape.environmentId,
  });
}
