import type { Secret } from '#libs/redaction';
import type { PingOneAnswer } from './answer.js';
import type { Permit, RequestGate } from './gate/request-gate.port.js';

/**
 * All that the service asks of PingOne. Every call takes a permit of the gate,
 * uses it up, and resolves to an answer: a rejection is a bug (a permit of
 * another operation or credential, used twice, or an application that is not
 * registered).
 *
 * To implementers: one call is at most one request. Nothing is repeated here;
 * who gets `wait` asks the gate again.
 */
export interface PingOne {
  readonly gate: RequestGate;

  /** Revokes up to a job's maximum of OATH tokens: `POST …/oathJobs`. Not idempotent, hence `unknown-outcome`. */
  submitOathJob(permit: Permit, request: SubmitOathJob): Promise<PingOneAnswer<OathJob>>;

  /** `GET …/oathJobs/{id}`. A 404 is `rejected`: right after the submit it may be eventual consistency, which the caller knows. */
  readOathJob(permit: Permit, request: ReadOathJob): Promise<PingOneAnswer<OathJob>>;

  /** `GET …/oathTokens/{id}`: PingOne's 404 is the answer `gone`. */
  readOathToken(permit: Permit, request: ReadOathToken): Promise<PingOneAnswer<'present' | 'gone'>>;

  /**
   * `POST …/as/revoke`, authenticated as the application. `unsupported` is
   * PingOne's `unsupported_token_type`: invalid, without `sid` or `iat`, or a
   * token of the platform; it cannot tell which.
   */
  revokeToken(permit: Permit, request: RevokeToken): Promise<PingOneAnswer<'revoked' | 'unsupported'>>;

  /** `GET …/users` by a unique name, a page; two users are enough to know that it is ambiguous. */
  findUsers(permit: Permit, request: FindUsers): Promise<PingOneAnswer<Page<FoundUser>>>;

  /** The OATH tokens that a user has paired, a page of them. A 404 is `rejected`: the user is gone. */
  listOathDevices(permit: Permit, request: ListDevices): Promise<PingOneAnswer<Page<OathDevice>>>;

  /** None or one. */
  findOathToken(permit: Permit, request: FindOathToken): Promise<PingOneAnswer<readonly OathToken[]>>;

  listOathTokens(permit: Permit, request: ListOathTokens): Promise<PingOneAnswer<Page<OathToken>>>;

  /** A page, also of those that have expired. A 404 is `rejected`: the user is gone. */
  listSessions(permit: Permit, request: ListSessions): Promise<PingOneAnswer<Page<UserSession>>>;

  /** Signs the user out of a session, by its id alone. */
  endSession(permit: Permit, request: EndSession): Promise<PingOneAnswer<'ended' | 'not-found'>>;

  endUserSession(permit: Permit, request: EndUserSession): Promise<PingOneAnswer<'ended' | 'not-found'>>;

  hasApplication(environmentId: string, clientId: string): boolean;

  /** Waits for the calls in flight (at most the request timeout), then closes all connections. */
  close(): Promise<void>;
}

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
   * answer is `withdrawn`, and the permit comes back as if it had not been used.
   * It is cheap and does not throw; a call that gives up before never asks.
   */
  readonly mayLeave: () => boolean;
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
