import type { Trouble } from '../trouble.js';

/** One request and what came of it: everything that the policies decide by, and nothing that must not be printed. */
export type Exchange = Answered | Unanswered | NotSent;

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  /** Empty where it could not be read. */
  readonly body: string;
  /** Why the body could not be read: then nothing may be concluded from its being empty. */
  readonly unreadable?: string;
  /** The media type, without parameters. */
  readonly contentType?: string;
  /** As it was sent: see `retryAfterMs`. */
  readonly retryAfter?: string;
  /** The server's clock when it answered, as it was sent. */
  readonly date?: string;
  readonly correlationId?: string;
}

export interface Unanswered {
  readonly kind: 'unanswered';
  /**
   * `never`: no connection was there to write to (refused, DNS, TLS), so nothing was done.
   * `maybe`: PingOne may have read the request; a timeout, a reset, an answer that was cut off.
   */
  readonly delivered: 'never' | 'maybe';
  readonly trouble: Trouble;
}

/** Taken back by `canSend`: not a byte of it was written. */
export interface NotSent {
  readonly kind: 'not-sent';
}

/** One request that was made and has ended, for whoever watches. */
export interface MadeRequest {
  readonly operation: string;
  readonly method: HttpRequest['method'];
  /** `host:port`; the path is left out, a filter in it may name a user. */
  readonly host: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Absent where no answer came. */
  readonly status?: number;
  /** As sent in `X-Ping-External-Transaction-Id`; absent for worker tokens. */
  readonly transactionId?: string;
  readonly correlationId?: string;
}

export interface HttpRequest {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** See `checkBeforeSending`; must not throw. */
  readonly canSend?: (() => boolean) | undefined;
}
