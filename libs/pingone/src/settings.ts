import type { KeyObject } from 'node:crypto';
import type { Secret } from '#libs/redaction';
import type { RateGroupLimits } from './gate/budgets.js';
import type { ProbeSettings } from './gate/scope-health.policy.js';

export interface PingOneSettings {
  /** With `/v1`, e.g. `https://api.pingone.eu/v1`. https, unless it is loopback. */
  readonly apiUrl: string;
  /** Without the environment, e.g. `https://auth.pingone.eu`. https, unless it is loopback. */
  readonly authUrl: string;
  /** The worker application whose roles allow the management calls. It lives in the first environment; its roles span them all. */
  readonly worker: ClientCredentials;
  /** At least one; the first is the worker's own, and the default of applications that name none. */
  readonly environments: readonly string[];
  readonly applications: readonly ApplicationCredentials[];
  /** Never exceeded in any one second: the budget of the whole fleet, see `RequestGate.setShare`. */
  readonly requestsPerSecond: number;
  /** Rate groups with a budget of their own, which then does not count against `requestsPerSecond`. */
  readonly rateGroups?: RateGroupLimits;
  readonly requestsInFlight: number;
  readonly requestTimeoutMs: number;
  /** How outages are probed; every part has a default. */
  readonly probing?: Partial<ProbeSettings>;
}

/** `tokenEndpointAuthMethod` of a PingOne application, which `/as/token` and `/as/revoke` share. */
export type ClientAuthMethod = ClientAuthentication['method'];

export interface ClientCredentials {
  readonly clientId: string;
  readonly authentication: ClientAuthentication;
}

export interface ApplicationCredentials extends ClientCredentials {
  /** Absent: the default environment. */
  readonly environmentId?: string;
}

export type ClientAuthentication =
  | {
      readonly method: 'CLIENT_SECRET_BASIC';
      readonly clientSecret: Secret;
      /** `raw` is what PingOne documents; `form` is RFC 6749 section 2.3.1. They differ only where a secret holds reserved characters. */
      readonly encoding: 'raw' | 'form';
    }
  | { readonly method: 'CLIENT_SECRET_POST'; readonly clientSecret: Secret }
  | { readonly method: 'NONE' }
  | {
      readonly method: 'CLIENT_SECRET_JWT';
      readonly clientSecret: Secret;
      readonly algorithm: SecretAlgorithm;
      /** Absent: the issuer, `<authUrl>/<environmentId>/as`. */
      readonly audience?: string;
    }
  | {
      readonly method: 'PRIVATE_KEY_JWT';
      readonly privateKey: KeyObject;
      readonly algorithm: PrivateKeyAlgorithm;
      /** `kid` of the key in the application's JWKS. */
      readonly keyId?: string;
      /** Absent: the issuer, `<authUrl>/<environmentId>/as`. */
      readonly audience?: string;
    };

export type SecretAlgorithm = 'HS256' | 'HS384' | 'HS512';
export type PrivateKeyAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'ES256' | 'ES384' | 'ES512';
