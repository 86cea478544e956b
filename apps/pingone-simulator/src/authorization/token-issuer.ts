import { randomBytes, randomUUID } from 'node:crypto';
import type { Environment } from '../platform/environment.js';
import type { OAuthToken, OAuthTokenKind } from '../platform/oauth-tokens.js';
import { signedJwt, type RsaKey } from './signing-key.js';

/** The audience of the platform's own tokens: they cannot be revoked, because the platform does not introspect. */
export const PLATFORM_AUDIENCE = 'https://api.pingone.com';
export const CUSTOM_RESOURCE_AUDIENCE = 'https://api.example.com';

/** Refresh tokens live as long as their session: 30 days since the last sign-on. */
const LIFETIME_SECONDS: Readonly<Record<OAuthTokenKind, number>> = { access: 3600, refresh: 30 * 24 * 3600 };

export interface TokenHolder {
  readonly kind: OAuthTokenKind;
  readonly clientId: string;
  readonly userId?: string;
  readonly sessionId?: string;
}

export interface TokenShape {
  readonly format: 'jwt' | 'opaque';
  readonly audience?: 'custom' | 'platform';
  readonly omit?: readonly ('sid' | 'iat')[];
  readonly lifetimeSeconds?: number;
}

export const issuerOf = (baseUrl: string, environmentId: string): string => `${baseUrl}/${environmentId}/as`;

/** Issues tokens as PingOne would have at a sign-on, and enters them where `/as/revoke` finds them. */
export class TokenIssuer {
  constructor(
    private readonly key: RsaKey,
    private readonly clock: () => number,
  ) {}

  /** @returns the token itself. */
  issue(environment: Environment, holder: TokenHolder, shape: TokenShape, baseUrl: string): string {
    const { audience = 'custom', omit = [], lifetimeSeconds = LIFETIME_SECONDS[holder.kind] } = shape;
    const now = Math.floor(this.clock() / 1000);
    const { sessionId, ...others } = holder;
    const token: OAuthToken = {
      ...others,
      ...(omit.includes('sid') || sessionId === undefined ? {} : { sessionId }),
      ...(omit.includes('iat') ? {} : { issuedAt: now }),
      expiresAt: now + lifetimeSeconds,
      audience: [audience === 'platform' ? PLATFORM_AUDIENCE : CUSTOM_RESOURCE_AUDIENCE],
    };
    const value =
      shape.format === 'jwt'
        ? signedJwt(this.key, this.#claims(environment, token, baseUrl))
        : randomBytes(48).toString('base64url');
    environment.oauthTokens.add(value, token);
    return value;
  }

  #claims(environment: Environment, token: OAuthToken, baseUrl: string): object {
    return {
      client_id: token.clientId,
      iss: issuerOf(baseUrl, environment.id),
      jti: randomUUID(),
      ...(token.issuedAt === undefined ? {} : { iat: token.issuedAt }),
      exp: token.expiresAt,
      aud: token.audience,
      ...(token.userId === undefined ? {} : { sub: token.userId }),
      ...(token.sessionId === undefined ? {} : { sid: token.sessionId }),
      env: environment.id,
    };
  }
}
