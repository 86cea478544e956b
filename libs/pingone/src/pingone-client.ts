import type { Log, Metrics } from '#libs/observability';
import type { PingOneAnswer } from './answer.js';
import { ClientAuthenticator } from './auth/client-authenticator.js';
import { ClientRegistry } from './auth/client-registry.js';
import { WorkerToken } from './auth/worker-token.js';
import { baseUrl } from './base-url.js';
import { Caller } from './calls/caller.js';
import { ManagementCalls } from './calls/management-calls.js';
import { readOathJobCall, submitOathJobCall } from './calls/oath-jobs.js';
import { findOathTokenCall, listOathTokensCall } from './calls/oath-token-list.js';
import { readOathTokenCall } from './calls/oath-tokens.js';
import { OAuthCalls } from './calls/oauth-calls.js';
import { endSessionCall, endUserSessionCall, listSessionsCall } from './calls/sessions.js';
import { revokeTokenCall } from './calls/token-revocation.js';
import { findUsersCall, listOathDevicesCall } from './calls/users.js';
import { fetchWorkerToken } from './calls/worker-token-fetch.js';
import { systemClock, type Clock } from './clock.port.js';
import { Gate } from './gate/gate.js';
import type { Permit, RequestGate } from './gate/request-gate.port.js';
import type { MadeRequest } from './http/exchange.js';
import { ClockWatch } from './http/clock-watch.js';
import { PingOneHttp } from './http/pingone-http.js';
import type {
  EndSession,
  EndUserSession,
  FindOathToken,
  FindUsers,
  FoundUser,
  ListDevices,
  ListOathTokens,
  ListSessions,
  OathDevice,
  OathJob,
  OathToken,
  Page,
  PingOne,
  ReadOathJob,
  ReadOathToken,
  RevokeToken,
  SubmitOathJob,
  UserSession,
} from './pingone.port.js';
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
  readonly #management: ManagementCalls;
  readonly #oauth: OAuthCalls;
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
      { clock, random, log, metrics, credentialOf: (environmentId) => this.workerToken(environmentId) },
    );
    const gate = this.#gate;
    const [home = ''] = settings.environments;
    const authenticator = new ClientAuthenticator(settings.worker, `${authUrl}/${home}/as`);
    const parts = { authUrl, gate, http: this.#http, clock, authenticator, signal: this.#closing.signal };
    const fetch = (): ReturnType<typeof fetchWorkerToken> => fetchWorkerToken(home, parts);
    this.#workerToken = new WorkerToken(fetch, () => gate.wake(), clock, log);
    const caller = new Caller(this.#http, clock);
    this.#management = new ManagementCalls({ apiUrl, gate, caller, workerToken: this.#workerToken });
    const registry = this.#registry;
    const authenticatorOf = registry.authenticatorOf.bind(registry);
    this.#oauth = new OAuthCalls({ authUrl, gate, caller, clock, authenticatorOf });
  }

  get gate(): RequestGate {
    return this.#gate;
  }

  submitOathJob(permit: Permit, request: SubmitOathJob): Promise<PingOneAnswer<OathJob>> {
    return this.#management.call(permit, submitOathJobCall(request));
  }

  readOathJob(permit: Permit, request: ReadOathJob): Promise<PingOneAnswer<OathJob>> {
    return this.#management.call(permit, readOathJobCall(request));
  }

  readOathToken(permit: Permit, request: ReadOathToken): Promise<PingOneAnswer<'present' | 'gone'>> {
    return this.#management.call(permit, readOathTokenCall(request));
  }

  revokeToken(permit: Permit, request: RevokeToken): Promise<PingOneAnswer<'revoked' | 'unsupported'>> {
    return this.#oauth.call(permit, revokeTokenCall(request));
  }

  findUsers(permit: Permit, request: FindUsers): Promise<PingOneAnswer<Page<FoundUser>>> {
    return this.#management.call(permit, findUsersCall(request));
  }

  listOathDevices(permit: Permit, request: ListDevices): Promise<PingOneAnswer<Page<OathDevice>>> {
    return this.#management.call(permit, listOathDevicesCall(request));
  }

  findOathToken(permit: Permit, request: FindOathToken): Promise<PingOneAnswer<readonly OathToken[]>> {
    return this.#management.call(permit, findOathTokenCall(request));
  }

  listOathTokens(permit: Permit, request: ListOathTokens): Promise<PingOneAnswer<Page<OathToken>>> {
    return this.#management.call(permit, listOathTokensCall(request));
  }

  listSessions(permit: Permit, request: ListSessions): Promise<PingOneAnswer<Page<UserSession>>> {
    return this.#management.call(permit, listSessionsCall(request));
  }

  endSession(permit: Permit, request: EndSession): Promise<PingOneAnswer<'ended' | 'not-found'>> {
    return this.#management.call(permit, endSessionCall(request));
  }

  endUserSession(permit: Permit, request: EndUserSession): Promise<PingOneAnswer<'ended' | 'not-found'>> {
    return this.#management.call(permit, endUserSessionCall(request));
  }

  hasApplication(environmentId: string, clientId: string): boolean {
    return this.#registry.authenticatorOf(environmentId, clientId) !== undefined;
  }

  async close(): Promise<void> {
    this.#gate.close();
    this.#closing.abort();
    await this.#http.close();
  }

  private workerToken(environmentId: string): WorkerToken {
    if (!this.#environments.has(environmentId.toLowerCase())) {
      throw new Error(`The environment ${environmentId} is not configured.`);
    }
    return this.#workerToken;
  }
}
