import type { ScopeOperation } from '../operations.js';
import { RequestBudget, type BudgetSettings } from './request-budget.js';
import { checkShare, type Share } from './share.js';

/**
 * PingOne counts requests by rate groups of the licence, each with a limit of
 * its own ("Rate limiting"). Which endpoint is in which group is on pages that
 * were not to be had; this is our reading, by the services that answer. So one
 * budget is for all unless somebody who knows the licence says otherwise.
 */
export const RATE_GROUPS = ['oath', 'users', 'authorization'] as const;

export type RateGroup = (typeof RATE_GROUPS)[number];

/** Requests per second of the groups that have a budget of their own. */
export type RateGroupLimits = Readonly<Partial<Record<RateGroup, number>>>;

const RATE_GROUP_OF: Readonly<Record<ScopeOperation, RateGroup>> = {
  'submit-oath-job': 'oath',
  'read-oath-job': 'oath',
  'read-oath-token': 'oath',
  'find-oath-token': 'oath',
  'list-oath-tokens': 'oath',
  'find-users': 'users',
  'list-devices': 'users',
  'list-sessions': 'users',
  'end-session': 'users',
  'end-user-session': 'users',
  'revoke-token': 'authorization',
  'worker-token': 'authorization',
};

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
  readonly general: RequestBudget;
  readonly #byGroup = new Map<RateGroup, RequestBudget>();

  constructor(private readonly settings: BudgetsSettings) {
    this.general = new RequestBudget(settings);
    for (const group of RATE_GROUPS) {
      const requestsPerSecond = settings.rateGroups?.[group];
      if (requestsPerSecond !== undefined) {
        this.#byGroup.set(group, new RequestBudget({ ...settings, requestsPerSecond }));
      }
    }
    const named = [...this.#byGroup].map(([group, budget]) => ({ group, budget }));
    this.all = [{ group: 'general', budget: this.general }, ...named];
  }

  get inFlight(): number {
    return this.all.reduce((sum, { budget }) => sum + budget.inFlight, 0);
  }

  of(operation: ScopeOperation): RequestBudget {
    return this.#byGroup.get(RATE_GROUP_OF[operation]) ?? this.general;
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
