import type { Log, Metrics } from '#libs/observability';
import type { Budgets } from './budgets.js';
import type { CallReport } from './call-report.js';
import { announce } from './scope-alarm.js';
import { afterReport, type ProbeSettings } from './scope-health.policy.js';
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
    const scope = new Scope(name, credential, this.budgets.of(key.operation), now);
    this.#byName.set(name, scope);
    announce(scope, this.around);
    return scope;
  }

  /** Takes in what a call has shown, and tells if that is news. */
  learn(
    scope: Scope,
    call: { readonly report: CallReport; readonly epoch: number; readonly now: number },
  ): void {
    const health = afterReport(scope.health, this.probing, { ...call, random: this.around.random() });
    if (health !== scope.health) {
      scope.health = health;
      announce(scope, this.around);
    }
  }
}
