import { scrub } from '#libs/redaction';
import type { Evidence, PingOneAnswer } from '../answer.js';
import type { Clock } from '../clock.port.js';
import type { GatePermit } from '../gate/gate-permit.js';
import type { Gate } from '../gate/gate.js';
import type { Permit } from '../gate/request-gate.port.js';
import { judgeUnreadable, reportOf, type Verdict } from '../http/answer.policy.js';
import { readErrorBody, type ErrorBody } from '../http/error-body.js';
import type { Exchange } from '../http/exchange.js';
import { parseJson } from '../http/json.js';
import type { PingOneHttp } from '../http/pingone-http.js';
import { RefusedRequests } from '../http/refused-requests.js';
import { retryAfterMs } from '../http/retry-after.js';
import { troubleOf } from '../http/trouble-of.js';
import type { Operation, RequestOf, ResultOf } from '../operations.js';
import type { Trouble } from '../trouble.js';
import { asApplication, type AuthorizationServer } from './as-application.js';
import { asWorker, type ManagementApi } from './as-worker.js';
import type { Descriptor, ReadableAnswer, Value } from './descriptor.js';
import { DESCRIPTORS } from './descriptors.js';
import type { PlannedCall } from './planned-call.js';

export interface CallerParts extends ManagementApi, AuthorizationServer {
  readonly gate: Gate;
  readonly http: PingOneHttp;
  readonly clock: Clock;
}

/** Makes a call: sends, judges, tells the gate, and says what to do next. */
export class Caller {
  readonly #refusals = new RefusedRequests();

  constructor(private readonly parts: CallerParts) {}

  async call<Op extends Operation>(
    operation: Op,
    permit: Permit,
    request: RequestOf<Op>,
  ): Promise<PingOneAnswer<ResultOf<Op>>> {
    const { environmentId, clientId, canSend }: AnyRequest = request;
    const key = { operation, environmentId, ...(clientId !== undefined && { clientId }) };
    const claimed = this.parts.gate.claim(permit, key);
    if (!claimed) {
      return { kind: 'wait', reason: 'unavailable' };
    }
    try {
      const descriptor: Descriptor<Op> = DESCRIPTORS[operation];
      const context = { environmentId, effect: descriptor.effect, canSend };
      const planned =
        descriptor.by === 'worker'
          ? asWorker(this.parts, context, descriptor.describe(request))
          : await asApplication(this.parts, context, descriptor.describe(request));
      if (!planned) {
        return { kind: 'wait', reason: 'credentials-refused' };
      }
      return await this.#send(operation, claimed, { ...planned, transactionId: request.transactionId });
    } finally {
      claimed.end({ kind: 'unused' });
    }
  }

  async #send<T>(
    operation: Operation,
    permit: GatePermit,
    planned: PlannedCall<T> & { readonly transactionId: string },
  ): Promise<PingOneAnswer<T>> {
    const { request, secrets } = planned;
    const at = new Date(this.parts.clock.wall()).toISOString();
    const transactionId = toTransactionId(planned.transactionId);
    const headers = { ...request.headers, 'x-ping-external-transaction-id': transactionId };
    const exchange = await this.parts.http.send({ ...request, operation, headers }, () => permit.start());
    const error = errorOf(exchange, secrets);
    const judged = planned.judge(exchange, error);
    const value = isAnswer(judged) ? planned.read(readable(exchange, error, secrets)) : undefined;
    const read = judged.kind === 'served' && !value ? judgeUnreadable(DESCRIPTORS[operation].effect) : judged;
    const verdict = this.#refusals.weigh(read, permit.scope.name, planned.identity);
    const trouble = troubleOf(exchange, { verdict: read, error });
    permit.end(reportOf(read, { retryAfterMs: this.#retryAfterOf(exchange, error), trouble }));
    const evidence = evidenceOf({ operation, at, transactionId }, { exchange, value, secrets });
    return value
      ? { kind: 'ok', value: value.value, evidence }
      : toAnswer(verdict, { exchange, error, evidence, trouble });
  }

  #retryAfterOf(exchange: Exchange, error: ErrorBody | undefined): number | undefined {
    return exchange.kind === 'answered'
      ? retryAfterMs(exchange.retryAfter ?? error?.retryAfter, {
          date: exchange.date,
          now: this.parts.clock.wall(),
        })
      : undefined;
  }
}

interface AnyRequest {
  readonly environmentId: string;
  readonly clientId?: string;
  readonly canSend?: () => boolean;
}

/** PingOne cuts it there; so the evidence must say what PingOne keeps. */
const LONGEST_TRANSACTION_ID = 100;

/** Fit for the header `X-Ping-External-Transaction-Id`: visible ASCII, at most 100 characters. */
function toTransactionId(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, LONGEST_TRANSACTION_ID);
}

function errorOf(exchange: Exchange, secrets: readonly string[]): ErrorBody | undefined {
  return exchange.kind === 'answered' && exchange.status >= 400
    ? readErrorBody(exchange, secrets)
    : undefined;
}

function readable(
  exchange: Exchange,
  error: ErrorBody | undefined,
  secrets: readonly string[],
): ReadableAnswer {
  const { status, body } = exchange.kind === 'answered' ? exchange : { status: 0, body: '' };
  return { status, body, json: parseJson(body), code: error?.code, clean: (text) => scrub(text, secrets) };
}

function isAnswer({ kind }: Verdict): boolean {
  return kind === 'served' || kind === 'rejected';
}

function evidenceOf(
  sent: Pick<Evidence, 'operation' | 'at' | 'transactionId'>,
  {
    exchange,
    value,
    secrets,
  }: { exchange: Exchange; value: Value<unknown> | undefined; secrets: readonly string[] },
): Evidence {
  const correlationId = exchange.kind === 'answered' ? exchange.correlationId : undefined;
  const isSafe = correlationId !== undefined && !secrets.some((secret) => correlationId.includes(secret));
  return {
    ...sent,
    ...(isSafe && { correlationId }),
    ...(value?.jobId !== undefined && { jobId: value.jobId }),
  };
}

/** In the words of what is in between, there is nothing that an outcome could repeat. */
const REFUSED_ALONE =
  'Something between this service and PingOne kept refusing this request, while it let others of its kind pass.';

function toAnswer(
  verdict: Verdict,
  {
    exchange,
    error,
    evidence,
    trouble,
  }: {
    readonly exchange: Exchange;
    readonly error: ErrorBody | undefined;
    readonly evidence: Evidence;
    readonly trouble: Trouble | undefined;
  },
): PingOneAnswer<never> {
  switch (verdict.kind) {
    case 'wait':
      return { kind: 'wait', reason: verdict.because, ...(trouble && { trouble }) };
    case 'not-sent':
      return { kind: 'not-sent' };
    case 'served':
    case 'unknown':
      return { kind: 'unknown-outcome', evidence };
    case 'rejected': {
      const httpStatus = exchange.kind === 'answered' ? exchange.status : 0;
      const message = error?.message ?? REFUSED_ALONE;
      return { kind: 'rejected', httpStatus, ...(error && { pingoneCode: error.code }), message, evidence };
    }
  }
}
