import type { Log, Metrics } from '#libs/observability';
import type { Budgets } from './budgets.js';
import type { CallReport } from './call-report.js';
import { announce } from './scope-alarm.js';
import type { RequestBudget } from './request-budget.js';
import {
  afterGrant,
  afterReport,
  hastened,
  probeInterval,
  type ProbeSettings,
} from './scope-health.policy.js';
import { Scope, scopeName, type GateCredential, type ScopeKey } from './scope.js';

export interface ScopeSurroundings {
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The worker token that opens an environment. */
  readonly credentialOf: (environmentId: string) => GateCredential;
}

/** All scopes that there were calls of. Each is taken for healthy until a call has shown otherwise. */
export class Scopes {
  readonly #byName = new Map<string, Scope>();
  /** Those that PingOne has asked to wait. */
  readonly #asked = new Set<Scope>();
  /**
   * Probes of scopes that are closed for one reason tell each other something, so
   * they share their turns: when PingOne is down for twelve operations, one request
   * a second finds out as soon as twelve would.
   */
  readonly #nextProbeAt = new Map<string, number>();
  readonly #probeAt = (group: string): number => this.#nextProbeAt.get(group) ?? -Infinity;

  constructor(
    private readonly budgets: Budgets,
    private readonly probing: ProbeSettings,
    private readonly around: ScopeSurroundings,
  ) {}

  get all(): readonly Scope[] {
    return [...this.#byName.values()];
  }

  /** Undefined where nobody has asked for a call of it. */
  known(key: ScopeKey): Scope | undefined {
    return this.#byName.get(scopeName(key));
  }

  of(key: ScopeKey, now: number): Scope {
    const known = this.known(key);
    if (known) {
      return known;
    }
    const name = scopeName(key);
    const byWorker = key.clientId === undefined && key.operation !== 'worker-token';
    const credential = byWorker ? this.around.credentialOf(key.environmentId) : undefined;
    const scope = new Scope(name, credential, this.budgets.of(key.operation), this.#probeAt, now);
    this.#byName.set(name, scope);
    announce(scope, now, this.around);
    return scope;
  }

  /** Takes in what a call has shown, and tells if that is news. */
  learn(
    scope: Scope,
    call: { readonly report: CallReport; readonly epoch: number; readonly now: number },
  ): void {
    const before = scope.health;
    const asked = this.#areOthersAsked(scope, call.now) ? 'others-too' : 'only-this-scope';
    const health = afterReport(before, this.probing, { ...call, random: this.around.random(), asked });
    if (health === before) {
      return;
    }
    const group = scope.probeGroup;
    scope.health = health;
    if (health.askedUntil === undefined) {
      this.#asked.delete(scope);
    } else {
      this.#asked.add(scope);
    }
    announce(scope, call.now, this.around);
    if (health.state === 'open' && before.turn === 'shared' && group !== undefined) {
      this.#hasten(group, call.now);
    }
  }

  /** A permit of this scope was handed out. */
  granted(scope: Scope, now: number): void {
    if (scope.health.state !== 'closed') {
      return;
    }
    scope.health = afterGrant(scope.health, now);
    const group = scope.probeGroup;
    if (group !== undefined) {
      const youngest = Math.max(...this.#closedFor(group).map(({ health }) => health.since));
      this.#nextProbeAt.set(group, now + probeInterval(now - youngest, this.probing));
    }
  }

  /** Until when all that counts against this budget was asked to wait; undefined where something may go. */
  askedUntil(budget: RequestBudget, now: number): number | undefined {
    if (this.#asked.size === 0) {
      return undefined;
    }
    const until = this.all
      .filter((scope) => scope.budget === budget)
      .map(({ health }) =>
        health.askedUntil !== undefined && health.askedUntil > now ? health.askedUntil : -1,
      );
    return until.length > 0 && !until.includes(-1) ? Math.min(...until) : undefined;
  }

  #areOthersAsked(scope: Scope, now: number): boolean {
    return [...this.#asked].some(
      (other) => other !== scope && other.budget === scope.budget && (other.health.askedUntil ?? 0) > now,
    );
  }

  #hasten(group: string, now: number): void {
    for (const scope of this.#closedFor(group)) {
      scope.health = hastened(scope.health, this.probing, now);
    }
  }

  #closedFor(group: string): readonly Scope[] {
    return this.all.filter(({ probeGroup }) => probeGroup === group);
  }
}
