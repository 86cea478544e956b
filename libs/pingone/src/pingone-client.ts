import type { Log, Metrics } from '#libs/observability';
import type { PingOneAnswer } from './answer.js';
import { ClientAuthenticator } from './auth/client-authenticator.js';
import { ClientRegistry } from './auth/client-registry.js';
import { WorkerToken } from './auth/worker-token.js';
import { baseUrl } from './base-url.js';
import { Caller } from './calls/caller.js';
import { fetchWorkerToken } from './calls/worker-token-fetch.js';
import { systemClock, type Clock } from './clock.port.js';
import { Gate } from './gate/gate.js';
import type { Permit, RequestGate } from './gate/request-gate.port.js';
import type { MadeRequest } from './http/exchange.js';
import { ClockWatch } from './http/clock-watch.js';
import { PingOneHttp } from './http/pingone-http.js';
import type { Operation, RequestOf, ResultOf } from './operations.js';
import type { PingOne } from './pingone.port.js';
import type { PingOneSettings } from './settings.js';

/** Probes of a closed scope, and the longest silence that PingOne may ask for. */
const PROBING = {
  firstIntervalMs: 1_200,
  longestIntervalMs: 3_500,
  longestRetryAfterMs: 10 * 60_000,
  longestRetryAfterAloneMs: 60_000,
};

export interface PingOneSurroundings {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Told of each request when it has ended. Must not throw. */
  readonly onRequest?: (request: MadeRequest) => void;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests: between 0 and 1. */
  readonly random?: () => number;
}

/** All that speaks to PingOne, put together. */
export class PingOneClient implements PingOne {
  readonly #gate: Gate;
  readonly #http: PingOneHttp;
  readonly #caller: Caller;
  readonly #registry: ClientRegistry;
  readonly #environments: ReadonlySet<string>;
  readonly #workerToken: WorkerToken;
  readonly #closing = new AbortController();

  /** @throws TypeError for settings that contradict each other; says which and why, never a value */
  constructor(
    settings: PingOneSettings,
    { log, metrics, onRequest, clock = systemClock, random = Math.random }: PingOneSurroundings,
  ) {
    const apiUrl = baseUrl('apiUrl', settings.apiUrl);
    const authUrl = baseUrl('authUrl', settings.authUrl);
    this.#registry = new ClientRegistry(settings, authUrl);
    this.#http = new PingOneHttp(settings, metrics, { clocks: new ClockWatch(log, metrics), onRequest });
    this.#environments = new Set(settings.environments.map((id) => id.toLowerCase()));
    this.#gate = new Gate(
      {
        ...PROBING,
        ...settings.probing,
        requestsPerSecond: settings.requestsPerSecond,
        requestsInFlight: settings.requestsInFlight,
        ...(settings.rateGroups && { rateGroups: settings.rateGroups }),
      },
      { clock, random, log, metrics, credentialOf: (environmentId) => this.#tokenOf(environmentId) },
    );
    const gate = this.#gate;
    const [home = ''] = settings.environments;
    const authenticator = new ClientAuthenticator(settings.worker, `${authUrl}/${home}/as`);
    const parts = { authUrl, gate, http: this.#http, clock, authenticator, signal: this.#closing.signal };
    const fetch = (): ReturnType<typeof fetchWorkerToken> => fetchWorkerToken(home, parts);
    this.#workerToken = new WorkerToken(fetch, () => gate.wake(), clock, log);
    const [registry, workerToken, http] = [this.#registry, this.#workerToken, this.#http];
    this.#caller = new Caller({ apiUrl, authUrl, gate, http, clock, registry, workerToken });
  }

  get gate(): RequestGate {
    return this.#gate;
  }

  call<Op extends Operation>(
    operation: Op,
    permit: Permit,
    request: RequestOf<Op>,
  ): Promise<PingOneAnswer<ResultOf<Op>>> {
    return this.#caller.call(operation, permit, request);
  }

  hasApplication(environmentId: string, clientId: string): boolean {
    return this.#registry.authenticatorOf(environmentId, clientId) !== undefined;
  }

  async close(): Promise<void> {
    this.#gate.close();
    this.#closing.abort();
    await this.#http.close();
  }

  #tokenOf(environmentId: string): WorkerToken {
    if (!this.#environments.has(environmentId.toLowerCase())) {
      throw new Error(`The environment ${environmentId} is not configured.`);
    }
    return this.#workerToken;
  }
}
