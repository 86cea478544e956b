import { createHash } from 'node:crypto';
import type { Effect, Verdict } from '../http/answer.policy.js';
import type { ErrorBody } from '../http/error-body.js';
import type { Exchange, HttpRequest } from '../http/exchange.js';
import type { RequestIdentity } from '../http/refused-requests.js';
import type { ReadAnswer } from './descriptor.js';

/** What every call has, whoever authenticates it. */
export interface CallContext {
  readonly environmentId: string;
  readonly effect: Effect;
  /** Of a call that changes something. */
  readonly canSend: (() => boolean) | undefined;
}

/** One request, ready to be sent, and how its answer is judged and read. */
export interface PlannedCall<T> {
  readonly request: Omit<HttpRequest, 'operation'>;
  /** The secrets in the request: nothing that comes back may show them. */
  readonly secrets: readonly string[];
  readonly identity: RequestIdentity;
  readonly judge: (exchange: Exchange, error: ErrorBody | undefined) => Verdict;
  readonly read: ReadAnswer<T>;
}

/** Names a request by its content, of which nothing can be read from it: it may be a token (P6). */
export function identityOf(...content: readonly string[]): string {
  return createHash('sha256').update(content.join('\n')).digest('base64');
}
