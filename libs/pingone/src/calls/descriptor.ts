import type { Effect } from '../http/answer.policy.js';
import type { HttpRequest } from '../http/exchange.js';
import type { Operation, RequestOf, ResultOf } from '../operations.js';

/** How one operation is sent, and how its answer is read. */
export type Descriptor<Op extends Operation> = {
  /**
   * `changes`: repeating it is not free of consequences, so an attempt that was
   * not answered is an unknown outcome. `reads`: such an attempt is simply made again.
   */
  readonly effect: Effect;
} & (
  | { readonly by: 'worker'; readonly describe: (request: RequestOf<Op>) => ApiRequest<ResultOf<Op>> }
  | { readonly by: 'application'; readonly describe: (request: RequestOf<Op>) => OAuthRequest<ResultOf<Op>> }
);

/** A request to the management API, `…/v1/environments/{environmentId}/…`, with the worker token. */
export interface ApiRequest<T> {
  readonly method: HttpRequest['method'];
  /** Below the environment: what comes in must be encoded by `encodeURIComponent`. */
  readonly path: string;
  /** With the media type that PingOne asks for; without `json` it is empty. */
  readonly body?: { readonly type: string; readonly json?: unknown };
  /** What it is about, where the next attempt may be about something else as well: the tokens of a job. */
  readonly parts?: readonly string[];
  readonly read: ReadAnswer<T>;
}

/** A `POST` to the authorization server, `…/{environmentId}/as/…`, authenticated as an application. */
export interface OAuthRequest<T> {
  readonly clientId: string;
  /** Below `/as`. */
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  /** Secrets in the form, beside those of the authentication. */
  readonly secrets: readonly string[];
  readonly read: ReadAnswer<T>;
}

/**
 * The value of an answer; undefined when the answer is not what PingOne
 * documents. Asked of 2xx, and of what would be a rejection without it.
 */
export type ReadAnswer<T> = (answer: ReadableAnswer) => Value<T> | undefined;

export interface ReadableAnswer {
  readonly status: number;
  readonly body: string;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** Of an error. */
  readonly code: string | undefined;
  /** Every text that goes into a value passes through this: see `scrub`. */
  readonly clean: (text: string) => string;
}

export interface Value<T> {
  readonly value: T;
  /** Goes into the evidence. */
  readonly jobId?: string;
}
