import { createMetrics, type Log, type LogFields, type Metrics } from '#libs/observability';
import type { CallReport } from '../src/gate/call-report.js';
import { Gate } from '../src/gate/gate.js';
import type { GatePermit } from '../src/gate/gate-permit.js';
import type { PermitRequest, Permit } from '../src/gate/request-gate.port.js';
import type { RateGroupLimits } from '../src/gate/budgets.js';
import type { GateCredential } from '../src/gate/scope.js';
import { FakeClock } from './fake-clock.js';

export interface FixtureOptions {
  readonly requestsPerSecond?: number;
  readonly requestsInFlight?: number;
  readonly rateGroups?: RateGroupLimits;
  readonly random?: () => number;
  readonly credential?: GateCredential;
}

export const ENVIRONMENT = '3f2b1c7e-55d1-4e0b-9c2e-8e6d4c1f0a11';
export const READY: GateCredential = { isReady: () => true, demand: () => undefined };
export const SERVED: CallReport = { kind: 'served' };
export const DOWN: CallReport = { kind: 'unserved', reason: 'unavailable' };

/** A gate with a clock of its own, and what it wrote to the log. */
export class GateFixture {
  readonly clock = new FakeClock();
  readonly lines: { readonly level: string; readonly fields: LogFields; readonly message: string }[] = [];
  readonly metrics: Metrics = createMetrics();
  controller = new AbortController();
  readonly gate: Gate;

  constructor({
    requestsPerSecond = 10,
    requestsInFlight = 100,
    rateGroups = {},
    random,
    credential = READY,
  }: FixtureOptions = {}) {
    const write =
      (level: string) =>
      (fields: LogFields, message: string): void => {
        this.lines.push({ level, fields, message });
      };
    const log: Log = {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    };
    this.gate = new Gate(
      {
        requestsPerSecond,
        requestsInFlight,
        rateGroups,
        firstIntervalMs: 1200,
        longestIntervalMs: 3500,
        longestRetryAfterMs: 600_000,
        longestRetryAfterAloneMs: 60_000,
      },
      {
        clock: this.clock,
        random: random ?? (() => 1),
        log,
        metrics: this.metrics,
        credentialOf: () => credential,
      },
    );
  }

  /** Whoever asks from now on is not ended by what ended those before. */
  renew(): void {
    this.controller = new AbortController();
  }

  request(overrides: Partial<PermitRequest> = {}): PermitRequest {
    return {
      operation: 'submit-oath-job',
      environmentId: ENVIRONMENT,
      priority: { urgency: 'user', phase: 'act' },
      signal: this.controller.signal,
      ...overrides,
    };
  }

  acquire(overrides: Partial<PermitRequest> = {}): Promise<Permit | undefined> {
    return this.gate.acquire(this.request(overrides));
  }

  claim(permit: Permit, { operation, environmentId, clientId }: PermitRequest = this.request()): GatePermit {
    const claimed = this.gate.claim(permit, {
      operation,
      environmentId,
      ...(clientId !== undefined && { clientId }),
    });
    if (!claimed) {
      throw new Error('The gate is closed.');
    }
    return claimed;
  }

  /** One call of no duration, as soon as the gate lets it; the time at which it started. */
  async call(report: CallReport, overrides: Partial<PermitRequest> = {}): Promise<number> {
    const permit = await this.acquire(overrides);
    if (!permit) {
      throw new Error('No permit.');
    }
    const claimed = this.claim(permit, this.request(overrides));
    const startedAt = this.clock.monotonic();
    claimed.start();
    claimed.end(report);
    return startedAt;
  }

  /** A call that asks the gate again, as an execution does, until it is served. */
  async callUntilServed(
    answer: (attempt: number) => CallReport,
    { lastsMs = 50, overrides = {} }: { lastsMs?: number; overrides?: Partial<PermitRequest> } = {},
    onStart: (at: number) => void = () => undefined,
  ): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const permit = await this.acquire(overrides).catch(() => undefined);
      if (!permit) {
        return;
      }
      const claimed = this.claim(permit, this.request(overrides));
      onStart(this.clock.monotonic());
      claimed.start();
      await this.pause(lastsMs);
      const report = answer(attempt);
      claimed.end(report);
      if (report.kind === 'served') {
        return;
      }
    }
  }

  /** Lets time pass until it has settled. */
  async passing<T>(promise: Promise<T>): Promise<T> {
    let isPending = true;
    void promise.finally(() => (isPending = false)).catch(() => undefined);
    for (let turn = 0; isPending && turn < 10_000; turn++) {
      await this.clock.advance(turn === 0 ? 0 : 10);
    }
    return promise;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.schedule(ms, resolve);
    });
  }
}
