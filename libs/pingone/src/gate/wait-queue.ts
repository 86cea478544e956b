import { LinkedQueue, type Linked } from '#libs/async';
import type { Clock } from '../clock.port.js';
import { AbortGroups } from './abort-groups.js';
import { Deadlines } from './deadlines.js';
import { FairScheduler, PRIORITY_CLASSES, useOf, type PriorityClass } from './priority.policy.js';
import type { BudgetUse } from './request-budget.js';
import type { Permit } from './request-gate.port.js';
import type { Scope } from './scope.js';
import { Timer } from './timer.js';

export interface WaiterRequest {
  readonly scope: Scope;
  readonly priority: PriorityClass;
  readonly signal: AbortSignal;
  /** Monotonic milliseconds; Infinity: waits for ever. */
  readonly expiresAt: number;
}

/** A call that waits; part of a queue, of the deadlines and of the group of its signal, without an object for each. */
export interface Waiter extends WaiterRequest, Linked {
  readonly resolve: (permit: Permit | undefined) => void;
  readonly reject: (reason: unknown) => void;
  heapIndex: number;
}

/** The scopes of a class in the order in which they are served; only those in which a call waits. */
type Queues = Map<Scope, LinkedQueue<Waiter>>;

/**
 * All calls that wait: one queue for each class and scope. Classes take turns by
 * priority, the scopes of a class one after the other, so that the hundred
 * thousand calls of one application do not keep another one waiting. A call leaves
 * by its turn, or without a permit by its signal or its deadline.
 */
export class WaitQueue {
  readonly #queues: Readonly<Record<PriorityClass, Queues>> = {
    0: new Map(),
    1: new Map(),
    2: new Map(),
    3: new Map(),
    4: new Map(),
    5: new Map(),
    6: new Map(),
  };
  readonly #scheduler = new FairScheduler();
  readonly #deadlines = new Deadlines<Waiter>();
  readonly #signals = new AbortGroups<Waiter>((waiter) => {
    this.#remove(waiter);
    waiter.reject(waiter.signal.reason);
  });
  readonly #nextDeadline: Timer;
  #size = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onCount: (waiting: number) => void,
  ) {
    this.#nextDeadline = new Timer(clock, () => this.#expire());
  }

  get size(): number {
    return this.#size;
  }

  add(request: WaiterRequest): Promise<Permit | undefined> {
    return new Promise((resolve, reject) => {
      const { scope, priority, signal, expiresAt } = request;
      const links = { heapIndex: -1, previous: undefined, next: undefined };
      const waiter: Waiter = { scope, priority, signal, expiresAt, resolve, reject, ...links };
      const queues = this.#queues[priority];
      const queue = queues.get(scope) ?? new LinkedQueue();
      queues.set(scope, queue);
      queue.add(waiter);
      this.#signals.add(waiter);
      if (expiresAt !== Infinity) {
        this.#deadlines.add(waiter);
        this.#nextDeadline.at(expiresAt);
      }
      this.#count(1);
    });
  }

  /** The call whose turn it is among those whose scope admits a call of such use; the caller resolves it. */
  take(admits: (scope: Scope, use: BudgetUse) => boolean): Waiter | undefined {
    const firsts = new Map<PriorityClass, Scope>();
    const heldBack = new Map<PriorityClass, Scope>();
    for (const priority of PRIORITY_CLASSES) {
      const queues = this.#queues[priority];
      const use = useOf(priority);
      const first = queues.keys().find((scope) => admits(scope, use));
      if (first !== undefined) {
        firsts.set(priority, first);
      } else if (use === 'spare') {
        const next = queues.keys().find((scope) => admits(scope, 'any'));
        if (next !== undefined) {
          heldBack.set(priority, next);
        }
      }
    }
    const chosen = this.#scheduler.next([...firsts.keys()], [...heldBack.keys()]);
    const scope = chosen === undefined ? undefined : (firsts.get(chosen) ?? heldBack.get(chosen));
    return chosen === undefined || scope === undefined ? undefined : this.#serve(chosen, scope);
  }

  /** The scopes in which calls wait, and for what; one in several classes comes up several times. */
  *scopes(): Iterable<readonly [scope: Scope, use: BudgetUse]> {
    for (const priority of PRIORITY_CLASSES) {
      for (const scope of this.#queues[priority].keys()) {
        yield [scope, useOf(priority)];
      }
    }
  }

  /** Sends all away. */
  close(error: Error): void {
    for (const queues of Object.values(this.#queues)) {
      for (const queue of queues.values()) {
        for (let waiter = queue.first; waiter; waiter = queue.first) {
          this.#remove(waiter);
          waiter.reject(error);
        }
      }
    }
  }

  /** The scope goes behind the others of its class. */
  #serve(priority: PriorityClass, scope: Scope): Waiter | undefined {
    const queues = this.#queues[priority];
    const queue = queues.get(scope);
    const waiter = queue?.first;
    if (queue && waiter) {
      queues.delete(scope);
      queues.set(scope, queue);
      this.#remove(waiter);
    }
    return waiter;
  }

  #expire(): void {
    const now = this.clock.monotonic();
    for (let next = this.#deadlines.next; next && next.expiresAt <= now; next = this.#deadlines.next) {
      this.#remove(next);
      next.resolve(undefined);
    }
    this.#nextDeadline.at(this.#deadlines.next?.expiresAt ?? Infinity);
  }

  #remove(waiter: Waiter): void {
    const queues = this.#queues[waiter.priority];
    const queue = queues.get(waiter.scope);
    queue?.remove(waiter);
    if (queue && !queue.first) {
      queues.delete(waiter.scope);
    }
    this.#signals.remove(waiter);
    this.#deadlines.remove(waiter);
    if (!this.#deadlines.next) {
      this.#nextDeadline.cancel();
    }
    this.#count(-1);
  }

  #count(change: 1 | -1): void {
    this.#size += change;
    this.onCount(this.#size);
  }
}
