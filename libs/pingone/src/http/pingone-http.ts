import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError, type Got, type Response } from 'got';
import type { Metrics } from '#libs/observability';
import type { ClockWatch } from './clock-watch.js';
import { ANSWER_TOO_LARGE, troubleOfError } from './connection-trouble.js';
import { LARGEST_BODY_BYTES, readBody } from './content-coding.js';
import type { Exchange, HttpRequest, MadeRequest, Unanswered, NotSent } from './exchange.js';
import { checkBeforeSending } from './pre-send-check.js';

export interface HttpSettings {
  readonly requestTimeoutMs: number;
  readonly requestsInFlight: number;
}

/** Those who look at what is sent and answered. */
export interface HttpWatch {
  readonly clocks?: ClockWatch;
  /** Must not throw. */
  readonly onRequest?: ((request: MadeRequest) => void) | undefined;
}

/**
 * Connections that have been idle for longer are closed by us before a load
 * balancer does it: a submit on a connection that is closing at that moment is
 * an unknown outcome. A shorter `Keep-Alive: timeout` of the server is obeyed.
 */
const IDLE_CONNECTION_MS = 15_000;

/**
 * The one place that sends requests. Sends once: no retry, no redirect (it
 * would carry the credentials elsewhere). Never rejects: an error of got prints
 * the Authorization header and the body when it is inspected, so none leaves
 * this file (P6), not even as a `cause`.
 */
export class PingOneHttp {
  readonly #got: Got;
  readonly #agents: readonly (HttpAgent | HttpsAgent)[];
  readonly #underWay = new Set<Promise<Exchange>>();

  constructor(
    settings: HttpSettings,
    private readonly metrics: Metrics,
    private readonly watch: HttpWatch = {},
  ) {
    const { requestsInFlight } = settings;
    const pool = {
      keepAlive: true,
      maxSockets: requestsInFlight,
      // Node keeps 256 otherwise, and opens the others anew for each request.
      maxFreeSockets: requestsInFlight,
      timeout: IDLE_CONNECTION_MS,
    };
    const http = new HttpAgent(pool);
    const https = new HttpsAgent(pool);
    this.#agents = [http, https];
    this.#got = got.extend({
      agent: { http, https },
      timeout: { request: settings.requestTimeoutMs },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      // `readBody` does it within a bound: got has none.
      decompress: false,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'pingone-revocation',
      },
    });
  }

  /**
   * @param onSent called when the request has been handed to the operating
   * system, or when it is certain that it will not be: from then on it can no
   * longer arrive later than it counts. May be called twice, and is not for a
   * request that was notSent: that one counts nowhere
   */
  async send(request: HttpRequest, onSent: () => void = () => undefined): Promise<Exchange> {
    const startedAt = performance.now();
    const epoch = Date.now() - startedAt;
    const attempt = this.#attempt(request, onSent);
    this.#underWay.add(attempt);
    const exchange = await attempt;
    this.#underWay.delete(attempt);
    const { operation } = request;
    this.metrics.pingoneRequests.inc({ operation, status: statusOf(exchange) });
    if (exchange.kind === 'not-sent') {
      return exchange;
    }
    if (exchange.kind === 'answered') {
      this.watch.clocks?.see(exchange.date, Date.now());
    }
    const endedAt = performance.now();
    this.metrics.pingoneRequestSeconds.observe({ operation }, (endedAt - startedAt) / 1000);
    this.watch.onRequest?.(
      madeRequest(request, exchange, { startedAt: epoch + startedAt, endedAt: epoch + endedAt }),
    );
    onSent();
    return exchange;
  }

  /** Waits for what is under way, at most the request timeout. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
    for (const agent of this.#agents) {
      agent.destroy();
    }
  }

  /** Does not reject. */
  async #attempt(request: HttpRequest, onSent: () => void): Promise<Exchange> {
    const { method, url, headers, body, canSend } = request;
    let wire: ClientRequest | undefined;
    let notSent: NotSent | undefined;
    try {
      const call = this.#got(url, {
        method,
        headers,
        responseType: 'buffer',
        ...(body !== undefined && { body }),
      });
      void call.on('request', (native) => {
        wire = native;
        native.once('finish', onSent);
        if (canSend) {
          checkBeforeSending(native, canSend, () => (notSent = { kind: 'not-sent' }));
        }
      });
      void call.on('downloadProgress', ({ transferred }) => {
        if (transferred > LARGEST_BODY_BYTES) {
          wire?.destroy(Object.assign(new Error('The answer is too large.'), { code: ANSWER_TOO_LARGE }));
        }
      });
      return answered(await call);
    } catch (error) {
      return notSent ?? unanswered(error, { wire, host: hostOf(url) });
    }
  }
}

function statusOf(exchange: Exchange): number | string {
  switch (exchange.kind) {
    case 'answered':
      return exchange.status;
    case 'unanswered':
      return 'none';
    case 'not-sent':
      return 'withdrawn';
  }
}

function madeRequest(
  { operation, method, url, headers }: HttpRequest,
  exchange: Exchange,
  times: Pick<MadeRequest, 'startedAt' | 'endedAt'>,
): MadeRequest {
  const transactionId = headers['x-ping-external-transaction-id'];
  const { status, correlationId } = exchange.kind === 'answered' ? exchange : {};
  return {
    operation,
    method,
    host: hostOf(url),
    ...times,
    ...(status !== undefined && { status }),
    ...(transactionId !== undefined && { transactionId }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

function answered({ statusCode, body, headers }: Response<Uint8Array>): Exchange {
  const correlationId = headers['correlation-id'];
  const retryAfter = headers['retry-after'];
  const contentType = mediaTypeOf(headers['content-type']);
  return {
    kind: 'answered',
    status: statusCode,
    ...readBody(body, headers['content-encoding']),
    ...(contentType !== undefined && { contentType }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(headers.date !== undefined && { date: headers.date }),
    ...(typeof correlationId === 'string' && isCorrelationId(correlationId) && { correlationId }),
  };
}

/**
 * Not codes but facts: a request for which no connection was ever ready cannot
 * have reached anybody. A connection that is used again was ready before, even
 * where got knows no times of it.
 */
function unanswered(
  error: unknown,
  { wire, host }: { readonly wire: ClientRequest | undefined; readonly host: string },
): Unanswered {
  const delivered = deliveryOf(error, wire);
  return { kind: 'unanswered', delivered, trouble: troubleOfError(error, { host, delivered }) };
}

function deliveryOf(error: unknown, wire: ClientRequest | undefined): Unanswered['delivered'] {
  if (!(error instanceof RequestError) || wire?.reusedSocket) {
    return wire ? 'maybe' : 'never';
  }
  const { timings } = error;
  const ready = wire?.protocol === 'https:' ? timings?.secureConnect : timings?.connect;
  return ready === undefined ? 'never' : 'maybe';
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** It goes into logs, so it must look like one. */
function mediaTypeOf(header: string | undefined): string | undefined {
  return /^[\w.+-]{1,40}\/[\w.+-]{1,60}/.exec(header?.trim() ?? '')?.[0].toLowerCase();
}

/** It goes into outcomes and logs, so it must look like an id. */
function isCorrelationId(value: string): boolean {
  return /^[\w.:-]{1,100}$/.test(value) && !value.startsWith('eyJ');
}
