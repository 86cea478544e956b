import type { Clock } from '../clock.port.js';
import { AbortGroups } from './abort-groups.js';
import { Deadlines } from './deadlines.js';
import type { PriorityClass } from './priority.policy.js';
import type { BudgetUse } from './request-budget.js';
import type { Permit } from './request-gate.port.js';
import type { Scope } from './scope.js';
import { Timer } from './timer.js';
import { WaitingRoom } from './waiting-room.js';

export interface WaiterRequest {
  readonly scope: Scope;
  readonly priority: PriorityClass;
  readonly signal: AbortSignal;
  /** Monotonic milliseconds; Infinity: waits for ever. */
  readonly expiresAt: number;
}

/** A call that waits; part of a line, of the deadlines and of the group of its signal, without an object for each. */
export interface Waiter extends WaiterRequest {
  readonly resolve: (permit: Permit | undefined) => void;
  readonly reject: (reason: unknown) => void;
  heapIndex: number;
  previous: Waiter | undefined;
  next: Waiter | undefined;
}

/** All calls that wait, and the two ways to leave without a permit: the signal and the deadline. */
export class Waiters {
  readonly #room = new WaitingRoom<Scope, Waiter>();
  readonly #deadlines = new Deadlines<Waiter>();
  readonly #signals = new AbortGroups<Waiter>((waiter) => this.abort(waiter));
  readonly #nextDeadline: Timer;

  constructor(
    private readonly clock: Clock,
    private readonly onCount: (waiting: number) => void,
  ) {
    this.#nextDeadline = new Timer(clock, () => this.expire());
  }

  get size(): number {
    return this.#room.size;
  }

  /** The scopes in which somebody waits, and for what. */
  scopes(): Iterable<readonly [scope: Scope, use: BudgetUse]> {
    return this.#room.scopes();
  }

  add(request: WaiterRequest): Promise<Permit | undefined> {
    return new Promise((resolve, reject) => {
      const { scope, priority, signal, expiresAt } = request;
      const links = { heapIndex: -1, previous: undefined, next: undefined };
      const waiter: Waiter = { scope, priority, signal, expiresAt, resolve, reject, ...links };
      this.#room.add(waiter);
      this.#signals.add(waiter);
      if (expiresAt !== Infinity) {
        this.#deadlines.add(waiter);
        this.#nextDeadline.at(expiresAt);
      }
      this.onCount(this.size);
    });
  }

  /** Whose turn it is among those whose scope admits a call of such use; the caller resolves it. */
  take(admits: (scope: Scope, use: BudgetUse) => boolean): Waiter | undefined {
    const waiter = this.#room.take(admits);
    if (waiter) {
      this.forget(waiter);
    }
    return waiter;
  }

  /** Sends everybody away. */
  close(error: Error): void {
    this.#nextDeadline.cancel();
    for (const waiter of this.#room.takeAll()) {
      this.forget(waiter);
      waiter.reject(error);
    }
  }

  private expire(): void {
    const now = this.clock.monotonic();
    for (let next = this.#deadlines.next; next && next.expiresAt <= now; next = this.#deadlines.next) {
      this.#room.remove(next);
      this.forget(next);
      next.resolve(undefined);
    }
    this.#nextDeadline.at(this.#deadlines.next?.expiresAt ?? Infinity);
  }

  private abort(waiter: Waiter): void {
    this.#room.remove(waiter);
    this.forget(waiter);
    waiter.reject(waiter.signal.reason);
  }

  private forget(waiter: Waiter): void {
    this.#signals.remove(waiter);
    this.#deadlines.remove(waiter);
    if (!this.#deadlines.next) {
      this.#nextDeadline.cancel();
    }
    this.onCount(this.size);
  }
}
