import type { SessionEnd } from './sessions.js';

/** What deleted an OATH token. */
export type DeletedBy =
  | { readonly kind: 'job'; readonly jobId: string }
  | { readonly kind: 'call'; readonly correlationId: string };

export interface Deletion {
  /** ISO 8601, as everywhere in the records. */
  readonly at: string;
  readonly environmentId: string;
  readonly tokenId: string;
  readonly serialNumber: string;
  readonly userId?: string;
  readonly by: DeletedBy;
  readonly transactionId?: string;
}

/** One call of `/as/revoke`. The token itself is never recorded, only its SHA-256. */
export interface TokenRevocation {
  readonly at: string;
  readonly environmentId: string;
  readonly clientId: string;
  readonly tokenSha256: string;
  readonly result: 'revoked' | 'already-revoked' | 'unsupported_token_type' | 'refused';
  /** Why it could not be revoked. */
  readonly reason?: string;
  readonly sessionId?: string;
  readonly revokedAccessTokens: number;
  readonly revokedRefreshTokens: number;
  readonly correlationId: string;
  readonly transactionId?: string;
}

export interface EndedSession {
  readonly at: string;
  readonly environmentId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly by: SessionEnd;
  readonly transactionId?: string;
}

/** A submit that PingOne accepted, whether or not its answer arrived. */
export interface Submit {
  readonly at: string;
  readonly environmentId: string;
  readonly clientId: string;
  readonly jobId: string;
  readonly forceUnpair: boolean;
  readonly tokenIds: readonly string[];
  readonly correlationId: string;
  readonly transactionId?: string;
}

/** What happened, in the order in which it happened. */
export class Records {
  readonly deletions: Deletion[] = [];
  readonly revocations: TokenRevocation[] = [];
  readonly endedSessions: EndedSession[] = [];
  readonly submits: Submit[] = [];

  clear(): void {
    for (const list of [this.deletions, this.revocations, this.endedSessions, this.submits]) {
      list.length = 0;
    }
  }
}
