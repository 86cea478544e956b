import { createSecretKey, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ClientCredentials } from '../settings.js';
import type { AssertionTime } from './assertion-time.js';

/** RFC 7523 section 2.2. */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** PingOne allows an hour; an assertion that leaks should be of no use for long. */
const ASSERTION_SECONDS = 300;

/** What a request to `/as/token` or `/as/revoke` carries to authenticate the client. */
export interface ClientAuthenticationParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  /** All that is secret in it: nothing that PingOne says may show it. */
  readonly secrets: readonly string[];
  /** Of an assertion: when it is good. */
  readonly assertion?: AssertionTime;
}

/** Authenticates one client. Whatever can be prepared once is; an assertion is made anew for each attempt. */
export class ClientAuthenticator {
  readonly #prepare: (now: number) => ClientAuthenticationParts | Promise<ClientAuthenticationParts>;

  /** @param issuer `<authUrl>/<environmentId>/as`, the audience unless the credentials name another one */
  constructor({ clientId, authentication }: ClientCredentials, issuer: string) {
    switch (authentication.method) {
      case 'CLIENT_SECRET_BASIC': {
        const secret = authentication.clientSecret.reveal();
        const encoded = basic(clientId, secret, authentication.encoding);
        const parts = {
          headers: { authorization: `Basic ${encoded}` },
          form: {},
          secrets: [secret, encoded],
        };
        this.#prepare = () => parts;
        break;
      }
      case 'CLIENT_SECRET_POST': {
        const secret = authentication.clientSecret.reveal();
        const parts = {
          headers: {},
          form: { client_id: clientId, client_secret: secret },
          secrets: [secret],
        };
        this.#prepare = () => parts;
        break;
      }
      case 'NONE':
        this.#prepare = () => ({ headers: {}, form: { client_id: clientId }, secrets: [] });
        break;
      case 'CLIENT_SECRET_JWT': {
        const key = createSecretKey(authentication.clientSecret.reveal(), 'utf8');
        const audience = authentication.audience ?? issuer;
        const header = { alg: authentication.algorithm, typ: 'JWT' };
        this.#prepare = (now) => assert({ clientId, audience, header, key, now });
        break;
      }
      case 'PRIVATE_KEY_JWT': {
        const { privateKey: key, keyId, algorithm } = authentication;
        const audience = authentication.audience ?? issuer;
        const header = { alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
        this.#prepare = (now) => assert({ clientId, audience, header, key, now });
        break;
      }
    }
  }

  /** @param now epoch milliseconds */
  async authenticate(now: number): Promise<ClientAuthenticationParts> {
    return this.#prepare(now);
  }
}

function basic(clientId: string, secret: string, encoding: 'raw' | 'form'): string {
  const [id, password] =
    encoding === 'form' ? [formEncode(clientId), formEncode(secret)] : [clientId, secret];
  return Buffer.from(`${id}:${password}`, 'utf8').toString('base64');
}

/** `application/x-www-form-urlencoded` of one value, RFC 6749 appendix B. */
function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice('v='.length);
}

interface Assertion {
  readonly clientId: string;
  readonly audience: string;
  readonly header: { readonly alg: string; readonly typ: string; readonly kid?: string };
  readonly key: KeyObject;
  readonly now: number;
}

async function assert({
  clientId,
  audience,
  header,
  key,
  now,
}: Assertion): Promise<ClientAuthenticationParts> {
  const issuedAt = Math.floor(now / 1000);
  const assertion = await new SignJWT()
    .setProtectedHeader({ ...header })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .setJti(randomUUID())
    .sign(key);
  return {
    headers: {},
    form: { client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion },
    secrets: [assertion],
    assertion: { issuedAt: issuedAt * 1000, expiresAt: (issuedAt + ASSERTION_SECONDS) * 1000 },
  };
}
