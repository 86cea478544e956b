import type { EvidenceItem, Failure } from '#libs/contracts';

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
