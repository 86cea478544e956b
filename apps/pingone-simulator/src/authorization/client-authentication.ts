import { errors, jwtVerify } from 'jose';
import type { Settings } from '../behaviour/settings.js';
import type { Application } from '../platform/applications.js';
import type { PresentedCredentials } from './presented-credentials.js';

/** RFC 7523 section 2.2. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const MAX_ASSERTION_LIFETIME_SECONDS = 3600;

/** PingOne's pages disagree on ES256 and its like: a person who gives the simulator such a key means to use it. */
const KEY_ALGORITHMS: Readonly<Record<string, string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512'],
  ec: ['ES256', 'ES384', 'ES512'],
};

export type ClientVerdict =
  | { readonly kind: 'accepted'; readonly application: Application }
  | {
      readonly kind: 'refused';
      readonly error: 'invalid_client' | 'invalid_request';
      readonly description: string;
    };

export interface ClientContext {
  readonly applications: ReadonlyMap<string, Application>;
  /** The token endpoint, the issuer and the endpoint that is called. */
  readonly audiences: readonly string[];
  readonly basicCredentials: Settings['basicCredentials'];
  /** Epoch milliseconds. */
  readonly now: number;
}

const refused = (
  description: string,
  error: 'invalid_client' | 'invalid_request' = 'invalid_client',
): ClientVerdict => ({
  kind: 'refused',
  error,
  description,
});

/** Undefined where it is not form-encoded (a `%` that encodes nothing). */
function formDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function basicMatches(
  encoded: { readonly id: string; readonly secret: string },
  expected: { readonly id: string; readonly secret: string },
  accepted: Settings['basicCredentials'],
): boolean {
  if (accepted === 'raw') {
    return encoded.id === expected.id && encoded.secret === expected.secret;
  }
  // A server that decodes takes an unencoded "~" as well: it decodes to itself.
  return formDecoded(encoded.id) === expected.id && formDecoded(encoded.secret) === expected.secret;
}

async function assertionVerdict(
  presented: Extract<PresentedCredentials, { method: 'ASSERTION' }>,
  application: Application,
  { audiences, now }: ClientContext,
): Promise<ClientVerdict> {
  const { authentication, clientId } = application;
  if (presented.assertionType !== JWT_BEARER) {
    return refused(`client_assertion_type must be ${JWT_BEARER}`, 'invalid_request');
  }
  const checks = {
    issuer: clientId,
    subject: clientId,
    audience: [...audiences],
    requiredClaims: ['iss', 'sub', 'aud', 'exp'],
    currentDate: new Date(now),
  };
  try {
    const { payload, protectedHeader } =
      authentication.method === 'PRIVATE_KEY_JWT'
        ? await jwtVerify(presented.assertion, authentication.publicKey, {
            ...checks,
            algorithms: KEY_ALGORITHMS[authentication.publicKey.asymmetricKeyType ?? ''] ?? [],
          })
        : authentication.method === 'CLIENT_SECRET_JWT'
          ? await jwtVerify(presented.assertion, new TextEncoder().encode(authentication.clientSecret), {
              ...checks,
              algorithms: ['HS256', 'HS384', 'HS512'],
            })
          : { payload: undefined, protectedHeader: undefined };
    if (payload === undefined) {
      return refused(`the application authenticates with ${authentication.method}`);
    }
    if (
      authentication.method === 'PRIVATE_KEY_JWT' &&
      protectedHeader.kid !== undefined &&
      protectedHeader.kid !== authentication.keyId
    ) {
      return refused('the application has no key of this kid');
    }
    if ((payload.exp ?? Infinity) > Math.floor(now / 1000) + MAX_ASSERTION_LIFETIME_SECONDS) {
      return refused('exp is more than one hour ahead');
    }
    return { kind: 'accepted', application };
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      return refused(`the client assertion is not valid: ${error.message}`);
    }
    return refused('the client assertion is not valid');
  }
}

/**
 * Each application has one method, and any other is refused, even with the right
 * secret. Written from PingOne's pages and RFC 7523 alone, apart from the
 * client's own code, so that an error there has no twin here.
 */
export async function authenticateClient(
  presented: PresentedCredentials,
  context: ClientContext,
): Promise<ClientVerdict> {
  if (presented.method === 'MISSING') {
    return refused('the request does not say who the client is');
  }
  if (presented.method === 'SEVERAL') {
    return refused('a request must not use more than one way to authenticate the client', 'invalid_request');
  }
  const application = context.applications.get(presented.clientId);
  if (application === undefined) {
    return refused('there is no such client');
  }
  const { authentication, clientId } = application;
  const accepted: ClientVerdict = { kind: 'accepted', application };
  const otherMethod = refused(`the application authenticates with ${authentication.method}`);
  switch (presented.method) {
    case 'CLIENT_SECRET_BASIC':
      if (authentication.method !== 'CLIENT_SECRET_BASIC') {
        return otherMethod;
      }
      return basicMatches(
        presented.encoded,
        { id: clientId, secret: authentication.clientSecret },
        context.basicCredentials,
      )
        ? accepted
        : refused('the client secret is wrong');
    case 'CLIENT_SECRET_POST':
      if (authentication.method !== 'CLIENT_SECRET_POST') {
        return otherMethod;
      }
      return presented.clientSecret === authentication.clientSecret
        ? accepted
        : refused('the client secret is wrong');
    case 'NONE':
      return authentication.method === 'NONE' ? accepted : otherMethod;
    case 'ASSERTION':
      return assertionVerdict(presented, application, context);
  }
}
