import type { ScopeOperation } from '../operation.js';
import { RATE_GROUP_OF, RATE_GROUPS, type RateGroup, type RateGroupLimits } from './rate-groups.js';
import { RequestBudget, type BudgetSettings } from './request-budget.js';
import { checkShare, type Share } from './share.js';

export interface BudgetsSettings extends BudgetSettings {
  readonly rateGroups?: RateGroupLimits;
}

/** A budget with the name that metrics and logs know it by. */
export interface NamedBudget {
  readonly group: RateGroup | 'general';
  readonly budget: RequestBudget;
}

/**
 * The budgets of a process: one for everything, and one for each rate group that
 * has a limit of its own, so that a 429 in one group slows no other. What may be
 * in flight is one limit for all of them: it is about this process, not about
 * PingOne's licence.
 */
export class Budgets {
  readonly all: readonly NamedBudget[];
  readonly #general: RequestBudget;
  readonly #byGroup = new Map<RateGroup, RequestBudget>();

  constructor(private readonly settings: BudgetsSettings) {
    this.#general = new RequestBudget(settings);
    for (const group of RATE_GROUPS) {
      const requestsPerSecond = settings.rateGroups?.[group];
      if (requestsPerSecond !== undefined) {
        this.#byGroup.set(group, new RequestBudget({ ...settings, requestsPerSecond }));
      }
    }
    const named = [...this.#byGroup].map(([group, budget]) => ({ group, budget }));
    this.all = [{ group: 'general', budget: this.#general }, ...named];
  }

  get general(): RequestBudget {
    return this.#general;
  }

  get inFlight(): number {
    return this.all.reduce((sum, { budget }) => sum + budget.inFlight, 0);
  }

  of(operation: ScopeOperation): RequestBudget {
    return this.#byGroup.get(RATE_GROUP_OF[operation]) ?? this.#general;
  }

  /** When any of them may hand out the next permit; Infinity: not before a request ends or a permit comes back. */
  nextAt(now: number): number {
    if (this.inFlight >= this.settings.requestsInFlight) {
      return Infinity;
    }
    return this.all.reduce((next, { budget }) => Math.min(next, budget.nextAt(now)), Infinity);
  }

  /** @throws RangeError for a share that is none */
  setShare(share: Share, now: number): void {
    checkShare(share);
    for (const { budget } of this.all) {
      budget.setShare(share, now);
    }
  }
}
