import { integer, listOf, oneOf, text, uuid } from '../validation/check.js';
import { object } from '../validation/objects.js';
import type { OAuthTokenKind } from '../platform/oauth-tokens.js';

/** OAuth tokens as an application would have got them at a sign-on. */
export interface TokenRequest {
  /** The first environment unless set. */
  readonly environmentId?: string;
  readonly clientId: string;
  /** A session of this user is made unless `sessionId` names one. */
  readonly userId?: string;
  readonly sessionId?: string;
  /** One access and one refresh token unless set. */
  readonly kinds?: readonly OAuthTokenKind[];
  /** So many of each kind; 1 unless set. */
  readonly count?: number;
  /** Of access tokens; refresh tokens are always opaque. */
  readonly format?: 'jwt' | 'opaque';
  /** A custom resource unless set; `platform` tokens cannot be revoked. */
  readonly audience?: 'custom' | 'platform';
  /** Claims to leave out. Without one of them a token cannot be revoked. */
  readonly omit?: readonly ('sid' | 'iat')[];
  /** Negative for a token that has expired already. */
  readonly lifetimeSeconds?: number;
}

export interface IssuedToken {
  readonly kind: OAuthTokenKind;
  readonly token: string;
  readonly clientId: string;
}

export interface IssuedTokens {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokens: readonly IssuedToken[];
}

export const tokenRequest = object<TokenRequest>(
  {
    environmentId: uuid,
    clientId: text,
    userId: uuid,
    sessionId: uuid,
    kinds: listOf(oneOf('access', 'refresh')),
    count: integer({ min: 1, max: 100_000 }),
    format: oneOf('jwt', 'opaque'),
    audience: oneOf('custom', 'platform'),
    omit: listOf(oneOf('sid', 'iat')),
    lifetimeSeconds: integer({ min: -31_536_000, max: 31_536_000 }),
  },
  ['clientId'],
);
