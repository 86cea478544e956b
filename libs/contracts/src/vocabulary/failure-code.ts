/**
 * Why a revocation, or a step of it, did not do what was asked. A closed list:
 * subscribers may switch on it. docs/reference/outcomes.md says what each one
 * means and what to do about it.
 */
export const FAILURE_CODES = [
  'invalid-event',
  'event-type-mismatch',
  'event-too-old',
  'environment-not-allowed',
  'user-not-found',
  'user-ambiguous',
  'nothing-to-revoke',
  'token-of-another-user',
  'too-many-tokens',
  'token-issuer-mismatch',
  'sealing-key-missing',
  'application-unknown',
  'application-credentials-refused',
  'permission-denied',
  'request-rejected',
  'job-failed',
  'job-lost',
  'job-deadline-exceeded',
  'tokens-remaining',
  'access-left',
  'token-not-revocable',
  'session-not-found',
  'source-record-expired',
  'rejected-by-operator',
  'cancelled-by-operator',
  'outcome-unknown',
  'internal',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];
