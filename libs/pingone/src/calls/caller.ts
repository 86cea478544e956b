import type { Evidence, PingOneAnswer } from '../answer.js';
import type { Clock } from '../clock.port.js';
import type { GatePermit } from '../gate/gate-permit.js';
import { judgeUnreadable, reportOf, type Verdict } from '../http/answer.policy.js';
import { readErrorBody, type ErrorBody } from '../http/error-body.js';
import type { Exchange, HttpRequest } from '../http/exchange.js';
import { parseJson } from '../http/json.js';
import type { PingOneHttp } from '../http/pingone-http.js';
import { retryAfterMs } from '../http/retry-after.js';
import { RefusedRequests, type RequestIdentity } from '../http/refused-requests.js';
import { troubleOf } from '../http/trouble-of.js';
import { scrub } from '#libs/redaction';
import { OPERATIONS, type Effect, type Operation } from '../operation.js';
import type { Trouble } from '../trouble.js';
import { toTransactionId } from './transaction-id.js';

/** One request to be made with a permit, and how its answer is read. */
export interface PlannedCall<T> {
  readonly permit: GatePermit;
  readonly operation: Operation;
  readonly transactionId: string;
  readonly request: Omit<HttpRequest, 'operation'>;
  /** The secrets in the request: nothing that comes back may show them. */
  readonly secrets: readonly string[];
  readonly identity: RequestIdentity;
  judge(exchange: Exchange, effect: Effect, error: ErrorBody | undefined): Verdict;
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

/** Makes a call: sends, judges, tells the gate, and says what to do next. */
export class Caller {
  readonly #refusals = new RefusedRequests();

  constructor(
    private readonly http: PingOneHttp,
    private readonly clock: Clock,
  ) {}

  async call<T>(planned: PlannedCall<T>): Promise<PingOneAnswer<T>> {
    try {
      return await this.attempt(planned);
    } finally {
      planned.permit.end({ kind: 'unused' });
    }
  }

  private async attempt<T>(planned: PlannedCall<T>): Promise<PingOneAnswer<T>> {
    const { permit, operation, request, secrets } = planned;
    const effect = OPERATIONS[operation];
    const at = new Date(this.clock.wall()).toISOString();
    const transactionId = toTransactionId(planned.transactionId);
    const headers = { ...request.headers, 'x-ping-external-transaction-id': transactionId };
    const exchange = await this.http.send({ ...request, operation, headers }, () => permit.start());
    const error = errorOf(exchange, secrets);
    const judged = planned.judge(exchange, effect, error);
    const value = isAnswer(judged) ? planned.read(readable(exchange, error, secrets)) : undefined;
    const read = judged.kind === 'served' && !value ? judgeUnreadable(effect) : judged;
    const verdict = this.#refusals.weigh(read, permit.scope.name, planned.identity);
    const trouble = troubleOf(exchange, { verdict: read, error });
    permit.end(reportOf(read, { retryAfterMs: this.retryAfterOf(exchange, error), trouble }));
    const evidence = evidenceOf({ operation, at, transactionId }, { exchange, value, secrets });
    return value
      ? { kind: 'ok', value: value.value, evidence }
      : toAnswer(verdict, { exchange, error, evidence, trouble });
  }

  private retryAfterOf(exchange: Exchange, error: ErrorBody | undefined): number | undefined {
    return exchange.kind === 'answered'
      ? retryAfterMs(exchange.retryAfter ?? error?.retryAfter, {
          date: exchange.date,
          now: this.clock.wall(),
        })
      : undefined;
  }
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
    case 'withdrawn':
      return { kind: 'withdrawn' };
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
