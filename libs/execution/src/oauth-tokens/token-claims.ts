import type { TokenClaims } from '#libs/revocation';

/** `https://auth.pingone.eu/<environment id>/as`, also on a custom domain. */
const ISSUER = /^https?:\/\/[^/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/as\/?$/i;
/** The audience of PingOne's own API resource. */
const PLATFORM_AUDIENCE = /^https?:\/\/api\.pingone\./i;

export interface ReadClaims extends TokenClaims {
  readonly clientId?: string;
}

/**
 * What a JWT says of itself; undefined for an opaque token. Not verified: it only
 * finds the application and explains an answer (PingOne decides).
 */
export function readClaims(token: string): ReadClaims | undefined {
  const payload = payloadOf(token);
  if (!payload) {
    return undefined;
  }
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const time = (name: string): number | undefined => {
    const value = payload[name];
    return typeof value === 'number' ? value : undefined;
  };
  const audience = [payload['aud']].flat().filter((aud) => typeof aud === 'string');
  return defined({
    sid: text('sid'),
    iat: time('iat'),
    exp: time('exp'),
    environmentId: ISSUER.exec(text('iss') ?? '')?.[1]?.toLowerCase(),
    clientId: text('client_id') ?? text('azp'),
    isPlatformAudience: audience.some((aud) => PLATFORM_AUDIENCE.test(aud)),
  });
}

function payloadOf(token: string): Record<string, unknown> | undefined {
  const [, body, ...rest] = token.split('.');
  if (body === undefined || rest.length !== 1) {
    return undefined;
  }
  try {
    const payload: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload)
      ? (payload as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Drops members that are undefined: absent or value, never in between. */
function defined(claims: { [K in keyof ReadClaims]: ReadClaims[K] | undefined }): ReadClaims {
  return Object.fromEntries(
    Object.entries(claims).filter(([, value]) => value !== undefined),
  ) as unknown as ReadClaims;
}
