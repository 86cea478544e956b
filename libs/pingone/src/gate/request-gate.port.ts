import type { Operation } from '../operations.js';
import type { WaitReason } from '../answer.js';
import type { Trouble } from '../trouble.js';
import type { RateGroup } from './budgets.js';
import type { Share } from './share.js';

/**
 * The only way to a request: budget and health of everything that is asked of
 * PingOne, shared by the whole process.
 *
 * To implementers: a permit is one request. Never more than the permitted rate
 * may start in any second, never more than the permitted number may be in
 * flight, and a scope that is closed lets nothing through but one probe at a
 * time. A hundred thousand waiting calls are normal (an outage of PingOne), so
 * waiting must cost little memory and no work.
 */
export interface RequestGate {
  /**
   * Waits for the budget and for the scope (operation × credential) to be open.
   * Resolves to `undefined` when `until` passes first. Rejects only with
   * `signal.reason` — or, if the client is closed while calls still wait, which
   * is a mistake of its owner, with an error that says so.
   *
   * The holder either hands the permit to one call at once or releases it:
   * a permit that is kept takes room from everybody else.
   */
  acquire(request: PermitRequest): Promise<Permit | undefined>;

  /**
   * The part of the fleet's budget that belongs to this process from now on; all
   * of it unless set. Without any part every call waits.
   */
  setShare(share: Share): void;

  /** Every scope that was used so far. */
  scopes(): readonly ScopeStatus[];

  budget(): BudgetStatus;
}

export interface PermitRequest {
  readonly operation: Operation;
  readonly environmentId: string;
  /** The application whose credentials authenticate the call (`revoke-token`); absent = the worker application. */
  readonly clientId?: string;
  readonly priority: Priority;
  readonly signal: AbortSignal;
  /** Epoch milliseconds: from then on the caller has no use for a permit. */
  readonly until?: number;
}

/**
 * Urgency first: `session` before `user` before `replay`; within one, who asks
 * before who acts: polls and read-backs end something, and what lookups find goes
 * into one job instead of many (P7). None starves: see `priority.policy.ts` for the
 * share that each is sure of.
 */
export interface Priority {
  readonly urgency: Urgency;
  readonly phase: Phase;
}

export type Urgency = 'session' | 'user' | 'replay';
export type Phase = 'ask' | 'act';

export interface Permit {
  /** Gives back a permit that was not used. Does nothing once it was used or given back, so it may stand in a `finally`. */
  release(): void;
}

export interface ScopeStatus {
  /** `<operation>:<environmentId>`, and `/<clientId>` where an application's credentials are used. */
  readonly scope: string;
  /** `probing`: closed, and one call is out to see whether it opens. */
  readonly state: 'open' | 'closed' | 'probing';
  /** Why it is not open. */
  readonly reason?: WaitReason;
  /** What the last call met. */
  readonly trouble?: Trouble;
  /** Since when it is (not) open, ISO 8601. */
  readonly since: string;
  /** The same by a clock that is not set. */
  readonly forMs: number;
  /** Until when its calls wait because PingOne asked for it (`Retry-After`), ISO 8601; then one is sent as a probe. */
  readonly askedUntil?: string;
}

export interface BudgetStatus extends RateStatus {
  readonly inFlight: number;
  readonly waiting: number;
  /** Of the rate groups that have a budget of their own; absent without any. */
  readonly groups?: Readonly<Partial<Record<RateGroup, RateStatus>>>;
}

export interface RateStatus {
  /** Requests per second that this process allows itself: configured × share, less after too many 429. Of a pause: after it. */
  readonly permittedRate: number;
  /** Until when nothing is sent because PingOne asked for it (`Retry-After`, or a 429 without it), ISO 8601. */
  readonly pausedUntil?: string;
  /** Since when nothing was served between such pauses, ISO 8601. */
  readonly pausedSince?: string;
  /** The same by a clock that is not set. */
  readonly pausedForMs?: number;
}
