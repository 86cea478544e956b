import type { Settings } from '../behaviour/settings.js';
import type { OAuthToken, OAuthTokenState } from '../platform/oauth-tokens.js';
import { PLATFORM_AUDIENCE } from './token-issuer.js';

export type RevocationVerdict =
  | { readonly kind: 'revoke'; readonly sessionId: string }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'refused'; readonly error: 'invalid_client' | 'invalid_request' };

const unsupported = (reason: string): RevocationVerdict => ({ kind: 'unsupported', reason });

/** What `/as/revoke` makes of a token (developer.pingidentity.com, "Token Revocation"), asked by an application that is who it says. */
export function judgeRevocation(
  clientId: string,
  found: { readonly token: OAuthToken; readonly state: OAuthTokenState } | undefined,
  settings: Pick<Settings, 'alreadyRevoked' | 'tokenOfAnotherApplication'>,
): RevocationVerdict {
  if (found === undefined) {
    return unsupported('the token is not valid');
  }
  const { token, state } = found;
  if (token.audience.includes(PLATFORM_AUDIENCE)) {
    return unsupported('the token is for the PingOne API resource');
  }
  if (token.clientId !== clientId) {
    switch (settings.tokenOfAnotherApplication) {
      case 'unsupported-token-type':
        return unsupported('the token is of another application');
      case 'invalid-request':
        return { kind: 'refused', error: 'invalid_request' };
      case 'invalid-client':
        return { kind: 'refused', error: 'invalid_client' };
    }
  }
  if (token.sessionId === undefined || token.issuedAt === undefined) {
    return unsupported('the token has no sid or no iat claim');
  }
  switch (state) {
    case 'expired':
      return unsupported('the token has expired');
    case 'revoked':
    case 'session-ended':
      if (settings.alreadyRevoked === 'unsupported-token-type') {
        return unsupported('the token is not valid any more');
      }
      break;
    case 'active':
      break;
  }
  return { kind: 'revoke', sessionId: token.sessionId };
}
