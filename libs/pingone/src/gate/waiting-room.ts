import { PRIORITY_CLASSES, Turns, useOf, type PriorityClass } from './priority.policy.js';
import type { BudgetUse } from './request-budget.js';
import { Line, type Standing } from './waiting-line.js';

interface Waiting<S> extends Standing {
  readonly scope: S;
}

/**
 * Everybody who waits: one line for each class and scope. Classes take turns by
 * priority, the scopes of a class one after the other, so that the hundred
 * thousand calls of one application do not keep another one waiting.
 */
export class WaitingRoom<S, W extends Waiting<S>> {
  /** The scopes of a class in the order in which they are served; only those in which somebody waits. */
  readonly #classes = new Map<PriorityClass, Map<S, Line<W>>>(
    PRIORITY_CLASSES.map((one) => [one, new Map()]),
  );
  readonly #turns = new Turns();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(waiter: W): void {
    const lines = this.linesOf(waiter.priority);
    let line = lines.get(waiter.scope);
    if (!line) {
      line = new Line();
      lines.set(waiter.scope, line);
    }
    line.add(waiter);
    this.#size += 1;
  }

  remove(waiter: W): void {
    const lines = this.linesOf(waiter.priority);
    const line = lines.get(waiter.scope);
    if (line) {
      line.remove(waiter);
      this.#size -= 1;
      if (line.isEmpty) {
        lines.delete(waiter.scope);
      }
    }
  }

  /** Whose turn it is among those whose scope admits a call of such use. */
  take(admits: (scope: S, use: BudgetUse) => boolean): W | undefined {
    const firsts = new Map<PriorityClass, S>();
    const heldBack = new Map<PriorityClass, S>();
    for (const [priority, lines] of this.#classes) {
      const use = useOf(priority);
      const first = lines.keys().find((scope) => admits(scope, use));
      if (first !== undefined) {
        firsts.set(priority, first);
      } else if (use === 'spare') {
        const next = lines.keys().find((scope) => admits(scope, 'any'));
        if (next !== undefined) {
          heldBack.set(priority, next);
        }
      }
    }
    const chosen = this.#turns.next([...firsts.keys()], [...heldBack.keys()]);
    const scope = chosen === undefined ? undefined : (firsts.get(chosen) ?? heldBack.get(chosen));
    return chosen === undefined || scope === undefined ? undefined : this.serve(chosen, scope);
  }

  /** The scopes in which somebody waits, and for what; one in several classes comes up several times. */
  *scopes(): Iterable<readonly [scope: S, use: BudgetUse]> {
    for (const [priority, lines] of this.#classes) {
      for (const scope of lines.keys()) {
        yield [scope, useOf(priority)];
      }
    }
  }

  takeAll(): W[] {
    const all: W[] = [];
    for (const lines of this.#classes.values()) {
      for (const line of lines.values()) {
        for (let waiter = line.take(); waiter; waiter = line.take()) {
          all.push(waiter);
        }
      }
      lines.clear();
    }
    this.#size = 0;
    return all;
  }

  private serve(priority: PriorityClass, scope: S): W | undefined {
    const lines = this.linesOf(priority);
    const line = lines.get(scope);
    const waiter = line?.take();
    lines.delete(scope);
    if (line && !line.isEmpty) {
      lines.set(scope, line);
    }
    this.#size -= waiter ? 1 : 0;
    return waiter;
  }

  private linesOf(priority: PriorityClass): Map<S, Line<W>> {
    const lines = this.#classes.get(priority);
    if (!lines) {
      throw new Error(`No priority class ${priority}.`);
    }
    return lines;
  }
}
