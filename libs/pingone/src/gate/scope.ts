import type { WaitReason } from '../answer.js';
import type { ScopeOperation } from '../operations.js';
import type { TroubleCause } from '../trouble.js';
import type { BudgetUse, RequestBudget } from './request-budget.js';
import type { ScopeStatus } from './request-gate.port.js';
import { healthyScope, nextCallAt, type ScopeHealth } from './scope-health.policy.js';

export interface ScopeKey {
  readonly operation: ScopeOperation;
  readonly environmentId: string;
  /** Absent: the worker application. */
  readonly clientId?: string;
}

/**
 * What the calls of a scope need beside its health: a usable worker token.
 *
 * To implementers: `isReady` is asked at each attempt to hand out a permit, so
 * it must be cheap. `demand` may be called any number of times and must not call
 * the gate before it has returned; tell the gate when something has changed.
 */
export interface GateCredential {
  isReady(): boolean;
  demand(): void;
}

/** Operation × credential: what fails together. */
export class Scope {
  health: ScopeHealth;
  /** The reason of the last alarm; undefined after the all-clear. */
  alarm: WaitReason | undefined;
  /** The causes that were logged since the scope closed: each once. */
  readonly logged = new Set<TroubleCause>();
  /** The cause that the metric shows. */
  shown: TroubleCause | undefined;

  constructor(
    readonly name: string,
    readonly credential: GateCredential | undefined,
    /** What its calls count against; scopes share it. */
    readonly budget: RequestBudget,
    /** When the next probe of a group is due, monotonic milliseconds. */
    private readonly probeAt: (group: string) => number,
    now: number,
  ) {
    this.health = healthyScope(now);
  }

  /** Whether a call may go now. Asks for the credential if that is all that is missing. */
  admits(now: number, use: BudgetUse): boolean {
    const at = this.#servedAt(now);
    if (at === undefined || at > now || this.budget.nextAt(now, use) > now) {
      return false;
    }
    if (!this.credential || this.credential.isReady()) {
      return true;
    }
    this.credential.demand();
    return false;
  }

  /** Monotonic milliseconds; undefined while something else than time must happen first. */
  nextCallAt(now: number, use: BudgetUse): number | undefined {
    const at = this.#servedAt(now);
    if (at === undefined || (at === now && this.credential?.isReady() === false)) {
      return undefined;
    }
    return Math.max(at, this.budget.nextAt(now, use));
  }

  status(now: number, toIso: (monotonic: number) => string): ScopeStatus {
    const { state, reason, trouble, since, askedUntil } = this.health;
    return {
      scope: this.name,
      state,
      ...(reason && { reason }),
      ...(trouble && { trouble }),
      since: toIso(since),
      forMs: now - since,
      ...(askedUntil !== undefined && { askedUntil: toIso(askedUntil) }),
    };
  }

  /** With whom it takes turns at being probed; undefined while it needs none. */
  get probeGroup(): string | undefined {
    const { reason } = this.health;
    if (reason === undefined) {
      return undefined;
    }
    switch (reason) {
      case 'rate-limited':
        return undefined;
      case 'unavailable':
        return reason;
      case 'credentials-refused':
      case 'permission-denied':
        return `${reason} of ${this.name.slice(this.name.indexOf(':') + 1)}`;
    }
  }

  #servedAt(now: number): number | undefined {
    const at = nextCallAt(this.health, now);
    const { state, turn } = this.health;
    const group = state === 'closed' && turn === 'shared' ? this.probeGroup : undefined;
    return at === undefined || group === undefined ? at : Math.max(at, this.probeAt(group));
  }
}

/** PingOne's ids are UUIDs: their case means nothing. */
export function scopeName({ operation, environmentId, clientId }: ScopeKey): string {
  const owner = clientId === undefined ? environmentId : `${environmentId}/${clientId}`;
  return `${operation}:${owner.toLowerCase()}`;
}
