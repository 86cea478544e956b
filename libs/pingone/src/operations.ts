import type { Secret } from '#libs/redaction';

/**
 * What may be asked of PingOne, by the name of its operation: the request, and
 * what is answered. A permit is for one operation; its name is half of a scope's
 * (the other half is the credential). How each is sent is in
 * `calls/descriptors.ts`: a new operation is added here and there.
 */
export interface Operations {
  /** Revokes up to a job's maximum of OATH tokens: `POST …/oathJobs`. Not idempotent, hence `unknown-outcome`. */
  readonly 'submit-oath-job': Signature<SubmitOathJob, OathJob>;

  /** `GET …/oathJobs/{id}`. A 404 is `rejected`: right after the submit it may be eventual consistency, which the caller knows. */
  readonly 'read-oath-job': Signature<ReadOathJob, OathJob>;

  /** `GET …/oathTokens/{id}`: PingOne's 404 is the answer `gone`. */
  readonly 'read-oath-token': Signature<ReadOathToken, 'present' | 'gone'>;

  /**
   * `POST …/as/revoke`, authenticated as the application. `unsupported` is
   * PingOne's `unsupported_token_type`: invalid, without `sid` or `iat`, or a
   * token of the platform; it cannot tell which.
   */
  readonly 'revoke-token': Signature<RevokeToken, 'revoked' | 'unsupported'>;

  /** `GET …/users` by a unique name, a page; two users are enough to know that it is ambiguous. */
  readonly 'find-users': Signature<FindUsers, Page<FoundUser>>;

  /** The OATH tokens that a user has paired, a page of them. A 404 is `rejected`: the user is gone. */
  readonly 'list-devices': Signature<ListDevices, Page<OathDevice>>;

  /** None or one. */
  readonly 'find-oath-token': Signature<FindOathToken, readonly OathToken[]>;

  readonly 'list-oath-tokens': Signature<ListOathTokens, Page<OathToken>>;

  /** A page, also of those that have expired. A 404 is `rejected`: the user is gone. */
  readonly 'list-sessions': Signature<ListSessions, Page<UserSession>>;

  /** Signs the user out of a session, by its id alone. */
  readonly 'end-session': Signature<EndSession, 'ended' | 'not-found'>;

  readonly 'end-user-session': Signature<EndUserSession, 'ended' | 'not-found'>;
}

interface Signature<Request, Result> {
  readonly request: Request;
  readonly result: Result;
}

export type Operation = keyof Operations;
export type RequestOf<Op extends Operation> = Operations[Op]['request'];
export type ResultOf<Op extends Operation> = Operations[Op]['result'];

/** Operations that only the library itself asks for are scopes too: they cost budget and have outages. */
export type ScopeOperation = Operation | 'worker-token';

interface Call {
  readonly environmentId: string;
  /** Goes to PingOne's audit trail; cut to 100 characters. */
  readonly transactionId: string;
}

/** A call that changes something. */
interface Change extends Call {
  /**
   * Whether it is still the caller's business, asked once and last of all.
   *
   * To implementers: what is asked earlier does not count. A process may stand
   * still for minutes while it signs, waits for a connection or makes one, and a
   * request that it sends when it wakes is somebody else's by then. So ask when
   * the next thing is the write itself. After a "no" not a byte leaves, the
   * answer is `not-sent`, and the permit comes back as if it had not been used.
   * It is cheap and does not throw; a call that gives up before never asks.
   */
  readonly canSend: () => boolean;
}

export interface SubmitOathJob extends Change {
  /** Distinct, at least one. */
  readonly tokenIds: readonly string[];
  readonly forceUnpair: boolean;
}

export interface ReadOathJob extends Call {
  readonly jobId: string;
}

export interface ReadOathToken extends Call {
  readonly tokenId: string;
}

export interface RevokeToken extends Change {
  readonly clientId: string;
  readonly token: Secret;
}

export interface OathJob {
  readonly id: string;
  /** `RUNNING` stands for every status that PingOne does not document: not finished. */
  readonly status: 'PENDING' | 'RUNNING' | 'DONE' | 'FAILED';
  /** `result.revoked`; null where PingOne gave none. */
  readonly revoked: number | null;
  /** PingOne's reason of a `FAILED` job, truncated and scrubbed as `Rejected.message`. */
  readonly reason?: string;
}

/** A part of a collection (PingOne: "Paging, ordering and filtering collections"). */
export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
}

interface PageCall extends Call {
  /** Absent: the first page. */
  readonly cursor?: string;
}

export interface FindUsers extends PageCall {
  readonly by: 'username' | 'externalId';
  readonly value: string;
}

export interface FoundUser {
  readonly id: string;
  /** ISO 8601, of the account. */
  readonly createdAt?: string;
  /** Whether the user may sign in; absent where the answer does not say. */
  readonly enabled?: boolean;
}

export interface ListDevices extends PageCall {
  readonly userId: string;
}

/** The pairing of an OATH token with a user; its id is not the token's. */
export interface OathDevice {
  readonly id: string;
  /** Absent where PingOne does not show it. */
  readonly serialNumber?: string;
  /** ISO 8601, of the pairing. */
  readonly createdAt?: string;
}

export interface FindOathToken extends Call {
  readonly serialNumber: string;
}

export interface OathToken {
  readonly id: string;
  readonly serialNumber?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** Whom it is paired with; empty also where the answer does not say. */
  readonly userIds: readonly string[];
}

export type ListOathTokens = PageCall;

export interface ListSessions extends PageCall {
  readonly userId: string;
}

export interface UserSession {
  readonly id: string;
  /** ISO 8601, both. */
  readonly createdAt?: string;
  readonly expiresAt?: string;
}

export interface EndSession extends Change {
  readonly sessionId: string;
}

export interface EndUserSession extends EndSession {
  readonly userId: string;
}
