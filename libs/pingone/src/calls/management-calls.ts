import type { PingOneAnswer } from '../answer.js';
import type { WorkerToken } from '../auth/worker-token.js';
import type { Gate } from '../gate/gate.js';
import type { Permit } from '../gate/request-gate.port.js';
import { judgeApiCall, type Verdict } from '../http/answer.policy.js';
import type { HttpRequest } from '../http/exchange.js';
import type { Operation } from '../operation.js';
import { identityOf } from './identity-of.js';
import type { Caller, ReadAnswer } from './caller.js';

/** A call of the management API, `…/v1/environments/{environmentId}/…`, with the worker token. One file per area describes them. */
export interface ManagementCall<T> {
  readonly operation: Operation;
  readonly environmentId: string;
  readonly transactionId: string;
  readonly method: HttpRequest['method'];
  /** Below the environment: what comes in must be encoded by `encodeURIComponent`. */
  readonly path: string;
  /** With the media type that PingOne asks for; without `json` it is empty. */
  readonly body?: { readonly type: string; readonly json?: unknown };
  /** What it is about, where the next attempt may be about something else as well: the tokens of a job. */
  readonly parts?: readonly string[];
  /** Of a call that changes something. */
  readonly mayLeave?: () => boolean;
  readonly read: ReadAnswer<T>;
}

export interface ManagementParts {
  /** With `/v1`, without a slash at the end. */
  readonly apiUrl: string;
  readonly gate: Gate;
  readonly caller: Caller;
  /** Opens every environment that the worker's roles span. */
  readonly workerToken: WorkerToken;
}

export class ManagementCalls {
  constructor(private readonly parts: ManagementParts) {}

  async call<T>(permit: Permit, call: ManagementCall<T>): Promise<PingOneAnswer<T>> {
    const { operation, environmentId, transactionId } = call;
    const claimed = this.parts.gate.claim(permit, { operation, environmentId });
    if (!claimed) {
      return { kind: 'wait', reason: 'unavailable' };
    }
    const { workerToken } = this.parts;
    const held = workerToken.current();
    if (!held) {
      // It was refused after the permit was handed out. The gate waits for the next one.
      claimed.end({ kind: 'unused' });
      return { kind: 'wait', reason: 'credentials-refused' };
    }
    const bearer = held.accessToken.reveal();
    return this.parts.caller.call({
      permit: claimed,
      operation,
      transactionId,
      request: this.request(call, bearer),
      secrets: [bearer],
      identity: {
        whole: () => identityOf(call.method, call.path, JSON.stringify(call.body?.json ?? null)),
        ...(call.parts && { parts: call.parts }),
      },
      judge: (exchange, effect, error) => {
        const verdict = judgeApiCall(exchange, effect, error);
        if (exchange.kind === 'answered' && exchange.status === 401) {
          workerToken.refused(held.generation, environmentId);
        } else if (isLetIn(verdict)) {
          workerToken.accepted(held.generation, environmentId);
        }
        return verdict;
      },
      read: call.read,
    });
  }

  private request<T>(
    { method, environmentId, path, body, mayLeave }: ManagementCall<T>,
    bearer: string,
  ): Omit<HttpRequest, 'operation'> {
    const url = `${this.parts.apiUrl}/environments/${encodeURIComponent(environmentId)}/${path}`;
    const authorization = `Bearer ${bearer}`;
    return body
      ? {
          method,
          url,
          headers: { authorization, 'content-type': body.type },
          body: body.json === undefined ? '' : JSON.stringify(body.json),
          mayLeave,
        }
      : { method, url, headers: { authorization }, mayLeave };
  }
}

/** PingOne knew who asked: it answered the request, or said that the role is missing. */
function isLetIn(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case 'served':
    case 'rejected':
      return true;
    case 'wait':
    case 'unknown':
      return verdict.because === 'permission-denied';
    case 'withdrawn':
      return false;
  }
}
