/**
 * The world that sample events are about. To implementers: everything is new,
 * so that samples share nothing, and all of it is there when the call returns.
 */
export interface SampleWorld {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Of events that name none. */
  readonly environmentId: string;
  /** Another one that events may name. */
  readonly otherEnvironmentId: string;
  /** Somebody with so many OATH tokens, paired with them. */
  person(pairedTokens: number): Person;
  /** Ids of OATH tokens that are paired with nobody. */
  unpairedTokens(count: number, environmentId?: string): readonly string[];
  /** Somebody signs on at one application after the other, in one session. */
  signOn(request: SignOn): SignedOn;
}

/** How an application proves to PingOne who it is. */
export type AuthMethod =
  'CLIENT_SECRET_BASIC' | 'CLIENT_SECRET_POST' | 'NONE' | 'CLIENT_SECRET_JWT' | 'PRIVATE_KEY_JWT';

export const AUTH_METHODS: readonly AuthMethod[] = [
  'CLIENT_SECRET_BASIC',
  'CLIENT_SECRET_POST',
  'NONE',
  'CLIENT_SECRET_JWT',
  'PRIVATE_KEY_JWT',
];

export interface Person {
  readonly userId: string;
  readonly username: string;
  readonly tokenIds: readonly string[];
}

export interface SignOn {
  /** One application each. */
  readonly methods: readonly AuthMethod[];
  readonly environmentId?: string;
  /** What each application gets; an access token unless set. */
  readonly kinds?: readonly ('access' | 'refresh')[];
  /** Tokens for PingOne's own APIs cannot be revoked; those of a custom resource unless set. */
  readonly audience?: 'platform';
}

export interface SignedOn {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokens: readonly { readonly token: string; readonly clientId: string }[];
}
