import type { EvidenceItem, Failure } from '#libs/contracts';

/**
 * One OAuth token of an event, to be revoked at `/as/revoke` with the credentials
 * of the application it was issued to (RFC 7009 section 2.1).
 */
export interface OauthTokenStep {
  readonly kind: 'oauth-token';
  readonly tokenSha256: string;
  readonly clientId?: string;
  /** PingOne's session, from the token's claims; unknown for an opaque token. */
  readonly sid?: string;
  readonly phase: OauthPhase;
}

export type OauthPhase =
  | ({ readonly at: 'ready' } & Pending)
  /** The write-ahead of the call. */
  | ({ readonly at: 'calling' } & Pending)
  | ({ readonly at: 'settled' } & OauthVerdict);

/** The token leaves the ledger with this part, as soon as it has been used (P6). */
export interface Pending {
  readonly clientId: string;
  readonly sealed: string;
  /** Explains an `unsupported_token_type` afterwards; PingOne decides, not a local guess. */
  readonly explanation: string;
  /** A call of ours was never answered: a later "unsupported" may only mean that it worked. */
  readonly unacknowledged: boolean;
  /** Epoch ms since when the application's credentials are refused. */
  readonly refusedSince?: number;
}

export type OauthVerdict =
  | { readonly status: 'done'; readonly certainty: 'confirmed' | 'inferred'; readonly coveredBy?: string }
  | { readonly status: 'not-revocable' | 'failed' | 'rejected'; readonly failure: Failure };

/** What happened to one OAuth token. */
export type OauthTokenFact =
  | { readonly kind: 'oauth-calling' }
  | { readonly kind: 'oauth-revoked'; readonly evidence: EvidenceItem }
  | { readonly kind: 'oauth-unsupported'; readonly evidence: EvidenceItem }
  | { readonly kind: 'oauth-unknown' }
  /** Certainly not done, through no fault of the token. */
  | { readonly kind: 'oauth-not-called' }
  /** The application's credentials are refused (`at`: epoch ms). */
  | { readonly kind: 'oauth-refused'; readonly at: number }
  | { readonly kind: 'oauth-failed'; readonly failure: Failure; readonly evidence?: EvidenceItem };
