import type { Trouble } from './trouble.js';

/**
 * What became of one call, as a value that says what to do next. Nothing else
 * leaves this library: a got error prints the Authorization header when it is
 * inspected (P6), and "which status was it" is not a question for the domain.
 */
export type PingOneAnswer<T> = Served<T> | Wait | Rejected | UnknownOutcome | NotSent;

/** PingOne did it, or told what was asked. */
export interface Served<T> {
  readonly kind: 'ok';
  readonly value: T;
  readonly evidence: Evidence;
}

/**
 * PingOne certainly did not do it, and this request is not the reason: ask the
 * gate again, it opens when another attempt makes sense (P4). Never a failure.
 */
export interface Wait {
  readonly kind: 'wait';
  readonly reason: WaitReason;
  /** What was answered, or why nothing was; absent where nothing was sent. */
  readonly trouble?: Trouble;
}

export type WaitReason = 'rate-limited' | 'unavailable' | 'credentials-refused' | 'permission-denied';

/** This very request is wrong (400, 404, 413, 415, 422, …): another attempt gets the same answer. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly httpStatus: number;
  /** PingOne's `code`, or the `error` of an OAuth endpoint. Explains; decides nothing (codes may change within a class). */
  readonly pingoneCode?: string;
  /** PingOne's own words: at most 300 characters, with everything that looks like a token or a secret replaced. */
  readonly message: string;
  readonly evidence: Evidence;
}

/** It may have been done or not. Only of calls that change something; never repeat such a call blindly (P3). */
export interface UnknownOutcome {
  readonly kind: 'unknown-outcome';
  readonly evidence: Evidence;
}

/** `canSend` said no: certainly not sent, and nobody's failure. Only of calls that change something. */
export interface NotSent {
  readonly kind: 'not-sent';
}

/** What an auditor follows up in PingOne's own audit trail. */
export interface Evidence {
  readonly operation: string;
  /** When the request was sent, ISO 8601. */
  readonly at: string;
  /** As sent in `X-Ping-External-Transaction-Id`: at most 100 characters. PingOne's audit calls it `externalCorrelation.transactionId`. */
  readonly transactionId: string;
  /** PingOne's `Correlation-Id`; absent where no answer came. */
  readonly correlationId?: string;
  readonly jobId?: string;
}
