import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { presentedCredentials } from '../authorization/presented-credentials.js';
import { isAuthorization } from '../operation.js';
import { dispatch } from '../operations/dispatch.js';
import type { Caller, PingOneRequest } from '../operations/pingone-request.js';
import type { Traffic } from '../records/traffic.js';
import type { World } from '../world.js';
import type { Answer } from './answer.js';
import { methodNotAllowed, notFound, payloadTooLarge, unexpectedError } from './pingone-errors.js';
import { readBody } from './read-body.js';
import { routeOf, type Route } from './routes.js';

/** PingOne cuts what is longer. */
const MAX_TRANSACTION_ID_LENGTH = 100;
const NO_QUERY = new URLSearchParams();

export function send(response: ServerResponse, answer: Answer, correlationId: string): void {
  const { status, headers, body = '' } = answer;
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length, 'correlation-id': correlationId });
  response.end(body);
}

function transactionIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-ping-external-transaction-id'];
  return typeof header === 'string' ? header.slice(0, MAX_TRANSACTION_ID_LENGTH) : undefined;
}

/** One request of PingOne's own API, from its arrival to its answer. */
export class Exchange {
  constructor(
    private readonly world: World,
    private readonly traffic: Traffic,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query] = (request.url ?? '/').split('?', 2);
    const routing = routeOf(request.method ?? 'GET', path);
    const operation = routing.kind === 'route' ? routing.route.operation : 'none';
    const ended = this.traffic.arrived(operation, this.world.clock(), performance.now());
    response.on('close', () => ended(response.writableFinished ? response.statusCode : 'dropped'));

    const correlationId = randomUUID();
    const { maxBodyBytes } = this.world.settings();
    readBody(request, maxBodyBytes, (body) => {
      switch (body.kind) {
        case 'aborted':
          return;
        case 'too-large':
          send(response, payloadTooLarge(maxBodyBytes), correlationId);
          return;
        case 'body':
          switch (routing.kind) {
            case 'not-found':
              send(response, notFound(), correlationId);
              return;
            case 'method-not-allowed':
              send(response, methodNotAllowed(routing.allowed), correlationId);
              return;
            case 'route':
              this.#answer(this.#read(request, routing.route, query, body.text, correlationId), response);
          }
      }
    });
  }

  #answer(request: PingOneRequest, response: ServerResponse): void {
    const answer = dispatch(request.route.operation, request, this.world);
    if (answer instanceof Promise) {
      answer.then(
        (value) => send(response, value, request.correlationId),
        () => send(response, unexpectedError(), request.correlationId),
      );
    } else {
      send(response, answer, request.correlationId);
    }
  }

  #read(
    request: IncomingMessage,
    route: Route,
    query: string | undefined,
    body: string,
    correlationId: string,
  ): PingOneRequest {
    return {
      route,
      query: query === undefined ? NO_QUERY : new URLSearchParams(query),
      headers: request.headers,
      body,
      baseUrl: this.world.publicUrl ?? `http://${request.headers.host ?? 'localhost'}`,
      correlationId,
      transactionId: transactionIdOf(request),
      caller: this.#callerOf(request, route, body),
      fates: [],
    };
  }

  #callerOf(request: IncomingMessage, route: Route, body: string): Caller {
    const { authorization } = request.headers;
    if (isAuthorization(route.operation)) {
      const form = new URLSearchParams(body);
      return { kind: 'client', presented: presentedCredentials(authorization, form), form };
    }
    return { kind: 'bearer', grant: this.world.grants.find(authorization, this.world.clock()) };
  }
}
