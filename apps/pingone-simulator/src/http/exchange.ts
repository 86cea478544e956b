import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { presentedCredentials } from '../authorization/presented-credentials.js';
import type { Behaviour, Treatment } from '../behaviour/behaviour.js';
import { drawDelay } from '../behaviour/delay.js';
import { forcedAnswer } from './forced-answer.js';
import type { RateLimiter } from '../behaviour/rate-limiter.js';
import { isAuthorization, type Operation } from '../operation.js';
import { dispatch } from '../operations/dispatch.js';
import type { Caller, PingOneRequest } from '../operations/pingone-request.js';
import type { Traffic } from '../records/traffic.js';
import type { Random } from '../support/random.js';
import type { Timers } from '../time/timers.js';
import type { World } from '../world.js';
import type { Answer } from '../answers/answer.js';
import { encode } from './encode.js';
import {
  methodNotAllowed,
  notFound,
  payloadTooLarge,
  requestLimited,
  unexpectedError,
} from '../answers/pingone-errors.js';
import { readBody } from './read-body.js';
import { routeOf, type Route } from '../operations/routes.js';
import { drop, send, sendHalf } from './send.js';

/** PingOne cuts what is longer. */
const MAX_TRANSACTION_ID_LENGTH = 100;
const NO_QUERY = new URLSearchParams();

export interface ExchangeParts {
  readonly world: World;
  readonly traffic: Traffic;
  readonly behaviour: Behaviour;
  readonly limiter: RateLimiter;
  readonly timers: Timers;
  readonly random: Random;
}

function transactionIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-ping-external-transaction-id'];
  return typeof header === 'string' ? header.slice(0, MAX_TRANSACTION_ID_LENGTH) : undefined;
}

const clientIdOf = (caller: Caller): string | undefined =>
  caller.kind === 'bearer' ? caller.grant?.clientId : caller.presented.clientId;

/** One request of PingOne's own API, from its arrival to its answer, or to what a rule makes of it. */
export class Exchange {
  constructor(private readonly parts: ExchangeParts) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { world, traffic } = this.parts;
    const [path = '', query] = (request.url ?? '/').split('?', 2);
    const routing = routeOf(request.method ?? 'GET', path);
    const operation = routing.kind === 'route' ? routing.route.operation : 'none';
    const ended = traffic.arrived(operation, world.clock(), performance.now());
    response.on('close', () => ended(response.writableFinished ? response.statusCode : 'dropped'));

    const correlationId = randomUUID();
    const { maxBodyBytes } = world.settings();
    readBody(request, maxBodyBytes, (body) => {
      if (body.kind === 'aborted') {
        return;
      }
      if (body.kind === 'too-large') {
        send(response, payloadTooLarge(maxBodyBytes), correlationId);
        return;
      }
      switch (routing.kind) {
        case 'not-found':
          send(response, notFound(), correlationId);
          return;
        case 'method-not-allowed':
          send(response, methodNotAllowed(routing.allowed), correlationId);
          return;
        case 'route':
          this.#serve(request, response, { route: routing.route, query, body: body.text, correlationId });
      }
    });
  }

  #serve(
    incoming: IncomingMessage,
    response: ServerResponse,
    read: {
      readonly route: Route;
      readonly query: string | undefined;
      readonly body: string;
      readonly correlationId: string;
    },
  ): void {
    const { world, behaviour, limiter } = this.parts;
    const { route, correlationId } = read;
    const { operation, environmentId } = route;
    const address = incoming.socket.remoteAddress ?? '';
    const rate = limiter.take(world.settings().rateLimits, operation, address, performance.now());
    if (rate.kind === 'limited') {
      send(response, requestLimited(rate.retryAfterSeconds), correlationId);
      return;
    }
    const caller = this.#callerOf(incoming, route, read.body);
    const treatment = behaviour.treat({ operation, environmentId, clientId: clientIdOf(caller) });
    const request: PingOneRequest = {
      route,
      query: read.query === undefined ? NO_QUERY : new URLSearchParams(read.query),
      headers: incoming.headers,
      body: read.body,
      baseUrl: world.publicUrl ?? `http://${incoming.headers.host ?? 'localhost'}`,
      correlationId,
      transactionId: transactionIdOf(incoming),
      caller,
      fates: treatment.fates,
    };
    this.#delayed(treatment, 'before', () => this.#perform(request, response, treatment));
  }

  #perform(request: PingOneRequest, response: ServerResponse, treatment: Treatment): void {
    const { end } = treatment;
    const { correlationId } = request;
    if (end?.kind === 'drop' && end.when === 'before') {
      drop(response);
      return;
    }
    if (end?.kind === 'respond' && (end.when ?? 'before') === 'before') {
      const forced = forcedAnswer(end, request.route.operation, this.parts.world.clock());
      send(response, encode(forced, treatment.encoding), correlationId);
      return;
    }
    const finish = (answer: Answer): void =>
      this.#delayed(treatment, 'after', () =>
        this.#finish(request.route.operation, response, { answer, correlationId, treatment }),
      );
    const failed = (bug: unknown): void => {
      process.emitWarning(bug instanceof Error ? bug : String(bug));
      finish(unexpectedError());
    };
    try {
      const answer = dispatch(request.route.operation, request, this.parts.world);
      if (answer instanceof Promise) {
        answer.then(finish, failed);
      } else {
        finish(answer);
      }
    } catch (bug) {
      failed(bug);
    }
  }

  #finish(
    operation: Operation,
    response: ServerResponse,
    {
      answer,
      correlationId,
      treatment: { end, encoding },
    }: { readonly answer: Answer; readonly correlationId: string; readonly treatment: Treatment },
  ): void {
    if (end === undefined) {
      send(response, encode(answer, encoding), correlationId);
    } else if (end.kind === 'respond') {
      const forced = forcedAnswer(end, operation, this.parts.world.clock());
      send(response, encode(forced, encoding), correlationId);
    } else if (end.when === 'during') {
      sendHalf(response, encode(answer, encoding), correlationId);
    } else {
      drop(response);
    }
  }

  #delayed(treatment: Treatment, when: 'before' | 'after', run: () => void): void {
    if (treatment.delays.length === 0) {
      run();
      return;
    }
    const due = treatment.delays.filter((delay) => delay.when === when);
    const ms = due.reduce((sum, delay) => sum + drawDelay(delay.ms, this.parts.random), 0);
    if (ms > 0) {
      this.parts.timers.after(ms, run);
    } else {
      run();
    }
  }

  #callerOf(request: IncomingMessage, route: Route, body: string): Caller {
    const { authorization } = request.headers;
    if (isAuthorization(route.operation)) {
      const form = new URLSearchParams(body);
      return { kind: 'client', presented: presentedCredentials(authorization, form), form };
    }
    const { grants, clock } = this.parts.world;
    return { kind: 'bearer', grant: grants.find(authorization, clock()) };
  }
}
