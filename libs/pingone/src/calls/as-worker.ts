import type { WorkerToken } from '../auth/worker-token.js';
import { judgeApiCall, type Verdict } from '../http/answer.policy.js';
import type { ApiRequest } from './descriptor.js';
import { identityOf, type CallContext, type PlannedCall } from './planned-call.js';

export interface ManagementApi {
  /** With `/v1`, without a slash at the end. */
  readonly apiUrl: string;
  /** Opens every environment that the worker's roles span. */
  readonly workerToken: WorkerToken;
}

/** A call of the management API. Undefined: there is no token, so the gate waits for the next one. */
export function asWorker<T>(
  { apiUrl, workerToken }: ManagementApi,
  { environmentId, effect, canSend }: CallContext,
  { method, path, body, parts, read }: ApiRequest<T>,
): PlannedCall<T> | undefined {
  const token = workerToken.current();
  if (!token) {
    return undefined;
  }
  const bearer = token.accessToken.reveal();
  const json = body?.json === undefined ? '' : JSON.stringify(body.json);
  return {
    request: {
      method,
      url: `${apiUrl}/environments/${encodeURIComponent(environmentId)}/${path}`,
      headers: { authorization: `Bearer ${bearer}`, ...(body && { 'content-type': body.type }) },
      ...(body && { body: json }),
      canSend,
    },
    secrets: [bearer],
    identity: { whole: () => identityOf(method, path, json), ...(parts && { parts }) },
    judge: (exchange, error) => {
      const verdict = judgeApiCall(exchange, effect, error);
      if (exchange.kind === 'answered' && exchange.status === 401) {
        workerToken.refused(token.generation, environmentId);
      } else if (isLetIn(verdict)) {
        workerToken.accepted(token.generation, environmentId);
      }
      return verdict;
    },
    read,
  };
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
    case 'not-sent':
      return false;
  }
}
