import type { Clock } from '../clock.port.js';
import { Budgets, type RateGroupLimits } from './budgets.js';
import { asksForLong, type CallReport } from './call-report.js';
import { GatePermit, type PermitOffice } from './gate-permit.js';
import { classOf, CREDENTIALS_FIRST, type PriorityClass } from './priority.policy.js';
import type { RequestBudget } from './request-budget.js';
import type {
  BudgetStatus,
  Permit,
  PermitRequest,
  RateStatus,
  RequestGate,
  ScopeStatus,
} from './request-gate.port.js';
import type { ProbeSettings } from './scope-health.policy.js';
import { scopeName, type Scope, type ScopeKey } from './scope.js';
import { Scopes, type ScopeSurroundings } from './scopes.js';
import type { Share } from './share.js';
import { Timer } from './timer.js';
import { WaitQueue, type Waiter } from './wait-queue.js';

export interface GateSettings extends ProbeSettings {
  readonly requestsPerSecond: number;
  readonly requestsInFlight: number;
  readonly rateGroups?: RateGroupLimits;
}

export interface GateSurroundings extends ScopeSurroundings {
  readonly clock: Clock;
}

/**
 * Brings together the budget, the health of the scopes and those who wait. Each
 * of them decides for itself; here is only when they are asked: whenever
 * somebody comes, a request starts or ends, or a time has come.
 *
 * Whoever waits while nothing can be handed out costs a place in a line and
 * nothing else, so a long outage costs no work (P4).
 */
export class Gate implements RequestGate, PermitOffice {
  readonly #budgets: Budgets;
  readonly #scopes: Scopes;
  readonly #queue: WaitQueue;
  readonly #nextPermit: Timer;
  readonly #endOfPause: Timer;
  #closed = false;

  constructor(
    settings: GateSettings,
    private readonly around: GateSurroundings,
  ) {
    this.#budgets = new Budgets(settings);
    this.#scopes = new Scopes(this.#budgets, settings, around);
    this.#nextPermit = new Timer(around.clock, () => this.#handOut());
    this.#endOfPause = new Timer(around.clock, () => this.#showRates());
    this.#queue = new WaitQueue(around.clock, (waiting) => this.#count(waiting));
    this.#showRates();
  }

  async acquire({ priority, signal, until, ...key }: PermitRequest): Promise<Permit | undefined> {
    return this.#wait(key, { priority: classOf(priority), signal, until });
  }

  /** For a worker token: before everybody else, since they wait for it. */
  async acquireForToken(environmentId: string, signal: AbortSignal): Promise<Permit | undefined> {
    const key = { operation: 'worker-token', environmentId } as const;
    return this.#wait(key, { priority: CREDENTIALS_FIRST, signal });
  }

  /** Takes the permit for a call of this scope; undefined when the gate is closed. Throws if it is not a permit for that. */
  claim(permit: Permit, key: ScopeKey): GatePermit | undefined {
    if (!(permit instanceof GatePermit) || permit.scope !== this.#scopes.known(key)) {
      throw new Error(`A call of ${scopeName(key)} was given a permit that is not for it.`);
    }
    if (this.#closed) {
      permit.release();
      return undefined;
    }
    permit.claim();
    return permit;
  }

  /** Something outside has changed that calls may have waited for. */
  wake(): void {
    this.#handOut();
  }

  setShare(share: Share): void {
    this.#budgets.setShare(share, this.now());
    this.#showRates();
    this.#handOut();
  }

  scopes(): readonly ScopeStatus[] {
    return this.#scopes.all.map((scope) => scope.status(this.now(), (monotonic) => this.#toIso(monotonic)));
  }

  budget(): BudgetStatus {
    const [, ...groups] = this.#budgets.all;
    return {
      ...this.#rateOf(this.#budgets.general),
      inFlight: this.#budgets.inFlight,
      waiting: this.#queue.size,
      ...(groups.length > 0 && {
        groups: Object.fromEntries(groups.map(({ group, budget }) => [group, this.#rateOf(budget)])),
      }),
    };
  }

  /** Nobody gets a permit any more; calls under way may still report. */
  close(): void {
    this.#closed = true;
    this.#nextPermit.cancel();
    this.#endOfPause.cancel();
    this.#queue.close(closedError());
  }

  now(): number {
    return this.around.clock.monotonic();
  }

  started({ scope }: GatePermit): void {
    scope.budget.start(this.now());
    this.#handOut();
  }

  ended({ scope, epoch }: GatePermit, report: CallReport, startedAt: number | undefined): void {
    const now = this.now();
    this.#settle(scope, report, { startedAt, now });
    this.#scopes.learn(scope, { report, epoch, now });
    this.#showRates();
    this.#handOut();
  }

  #settle(
    { budget, name }: Scope,
    report: CallReport,
    { startedAt, now }: { readonly startedAt: number | undefined; readonly now: number },
  ): void {
    if (startedAt === undefined) {
      budget.giveBack();
    } else if (report.kind !== 'limited' || asksForLong(report)) {
      budget.ended(now, { startedAt, answer: report.kind === 'served' ? 'healthy' : 'failed' });
    } else if (budget.limited(now, { startedAt, retryAfterMs: report.retryAfterMs }) === 'overrun') {
      const fields = { scope: name, ...this.#rateOf(budget) };
      this.around.log.warn(fields, 'PingOne limits our rate: slowing down.');
    }
  }

  async #wait(
    key: ScopeKey,
    { priority, signal, until }: { priority: PriorityClass; signal: AbortSignal; until?: number | undefined },
  ): Promise<Permit | undefined> {
    if (this.#closed) {
      throw closedError();
    }
    signal.throwIfAborted();
    const now = this.now();
    const expiresAt = until === undefined ? Infinity : now + until - this.around.clock.wall();
    if (expiresAt <= now) {
      return undefined;
    }
    const permit = this.#queue.add({ scope: this.#scopes.of(key, now), priority, signal, expiresAt });
    this.#handOut();
    return permit;
  }

  /** Hands out all that may be handed out now, and comes back when more may be. */
  #handOut(): void {
    while (!this.#closed && this.#queue.size > 0) {
      const now = this.now();
      const at = this.#budgets.nextAt(now);
      if (at > now) {
        this.#nextPermit.at(at);
        return;
      }
      const waiter = this.#queue.take((scope, use) => scope.admits(now, use));
      if (!waiter) {
        this.#nextPermit.at(this.#nextScopeAt(now));
        return;
      }
      this.#grant(waiter, now);
    }
  }

  #grant(waiter: Waiter, now: number): void {
    const { scope } = waiter;
    scope.budget.grant(now);
    this.#scopes.granted(scope, now);
    waiter.resolve(new GatePermit(scope, scope.health.epoch, this));
  }

  #count(waiting: number): void {
    this.around.metrics.pingoneWaiting.set(waiting);
    if (waiting === 0) {
      this.#nextPermit.cancel();
    }
  }

  #nextScopeAt(now: number): number {
    let next = Infinity;
    for (const [scope, use] of this.#queue.scopes()) {
      next = Math.min(next, scope.nextCallAt(now, use) ?? Infinity);
    }
    return next;
  }

  #rateOf(budget: RequestBudget): RateStatus {
    const now = this.now();
    const { permittedRate, pausedSince } = budget;
    const own = budget.pausedUntil(now);
    const until = this.#pausedUntil(budget, now);
    return {
      permittedRate,
      ...(until !== undefined && { pausedUntil: this.#toIso(until) }),
      ...(own !== undefined && {
        pausedSince: this.#toIso(pausedSince),
        pausedForMs: now - pausedSince,
      }),
    };
  }

  #showRates(): void {
    const now = this.now();
    for (const { group, budget } of this.#budgets.all) {
      const until = this.#pausedUntil(budget, now);
      const rate = until === undefined ? budget.permittedRate : 0;
      this.around.metrics.pingonePermittedRate.set({ group }, rate);
      this.#endOfPause.at(until ?? Infinity);
    }
  }

  #pausedUntil(budget: RequestBudget, now: number): number | undefined {
    return budget.pausedUntil(now) ?? this.#scopes.askedUntil(budget, now);
  }

  #toIso(monotonic: number): string {
    return new Date(this.around.clock.wall() + monotonic - this.now()).toISOString();
  }
}

function closedError(): Error {
  return new Error('The PingOne client was closed while calls were waiting for their turn.');
}
