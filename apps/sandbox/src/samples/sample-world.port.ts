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
  /** A user who was there before the service started: its index of OATH tokens knows which are theirs. The same for all samples, so what they have must stay. */
  readonly colleague: Person;
  person(belongings?: Belongings): Person;
  /** Two people with the same external id: PingOne does not keep it unique. */
  namesakes(belongings?: Belongings): readonly Person[];
  /** Ids of OATH tokens that are paired with no user. */
  unpairedTokens(count: number, environmentId?: string): readonly string[];
  /** A user signs on at one application after the other, in one session. */
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

/** What a user has; nothing unless set. */
export interface Belongings {
  /** OATH tokens, paired with them. */
  readonly oathTokens?: number;
  readonly sessions?: number;
  readonly environmentId?: string;
}

export interface Person {
  readonly userId: string;
  readonly username: string;
  readonly externalId: string;
  readonly tokenIds: readonly string[];
  /** Of the OATH tokens, in the same order. */
  readonly serialNumbers: readonly string[];
  readonly sessionIds: readonly string[];
}

export interface SignOn extends Omit<Belongings, 'sessions'> {
  /** One application each. */
  readonly methods: readonly AuthMethod[];
  /** What each application gets; an access token unless set. */
  readonly kinds?: readonly ('access' | 'refresh')[];
  /** Tokens for PingOne's own APIs cannot be revoked; those of a custom resource unless set. */
  readonly audience?: 'platform';
}

export interface SignedOn extends Person {
  /** The one that they have. */
  readonly sessionId: string;
  readonly tokens: readonly { readonly token: string; readonly clientId: string }[];
}
