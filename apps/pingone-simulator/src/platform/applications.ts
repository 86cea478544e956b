import type { KeyObject } from 'node:crypto';

/** PingOne's `tokenEndpointAuthMethod`. */
export const CLIENT_AUTH_METHODS = [
  'CLIENT_SECRET_BASIC',
  'CLIENT_SECRET_POST',
  'NONE',
  'CLIENT_SECRET_JWT',
  'PRIVATE_KEY_JWT',
] as const;

export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number];

/** How an application proves who it is. */
export type ClientAuthentication =
  | {
      readonly method: 'CLIENT_SECRET_BASIC' | 'CLIENT_SECRET_POST' | 'CLIENT_SECRET_JWT';
      readonly clientSecret: string;
    }
  | { readonly method: 'NONE' }
  | {
      readonly method: 'PRIVATE_KEY_JWT';
      readonly keyId: string;
      readonly publicKey: KeyObject;
      readonly privateKeyPem: string;
    };

export interface Application {
  readonly clientId: string;
  readonly name: string;
  /** Only a worker's tokens are let in to the platform APIs: in every environment that it has a role in. */
  readonly kind: 'worker' | 'web';
  readonly authentication: ClientAuthentication;
}
