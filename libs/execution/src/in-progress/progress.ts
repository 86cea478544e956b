import type { Failure } from '#libs/contracts';
import type { LogFields } from '#libs/observability';
import {
  decide,
  evolve,
  type Action,
  type Fact,
  type Revocation,
  type RevocationPolicy,
} from '#libs/revocation';
import type { ActionExecutors, ActionKind, ActionOf } from './action-executor.js';
import type { ActiveRevocation } from './active-revocation.js';
import type { StateWriter } from './state-writer.js';

const INTERNAL: Failure = {
  code: 'internal',
  message: 'A fault of the service ended the revocation; its log says which.',
  retryable: true,
};

export interface ProgressOptions {
  readonly policy: RevocationPolicy;
  readonly writer: StateWriter;
  readonly executors: ActionExecutors;
  /** A fact has been taken in; `before` is the state it found. */
  readonly onEvolved: (open: ActiveRevocation, step: number, before: Revocation) => void;
}

/** Moves revocations from fact to fact: evolve, make durable, decide, execute. */
export class Progress {
  /** One exception may end the actions of thousands of revocations: it is logged once. */
  readonly #logged = new WeakSet<object>();

  constructor(private readonly options: ProgressOptions) {}

  /** For a revocation that has just been opened or restored: no fact yet. */
  resume(open: ActiveRevocation): void {
    this.#start(open, decide(open.state, this.options.policy));
  }

  /**
   * A decision of an operator, or of a guard: it replaces the state, within the
   * same tick, so that it is durable with the command or with the record.
   * `note`: the lane's, as in `LaneHandle.save`.
   */
  override(open: ActiveRevocation, state: Revocation, note?: object): void {
    open.state = state;
    this.#goOn(open, note);
  }

  #start(open: ActiveRevocation, actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.kind === 'settle') {
        void this.options.writer.settle(open);
      } else if (!open.isStopping && !open.isPaused && !open.isRunning(action.step)) {
        open.begin(action.step);
        void this.#run(open, action.kind, action);
      }
    }
  }

  /** The step counts as being under way until the fact is recorded. */
  async #run<Kind extends ActionKind>(
    open: ActiveRevocation,
    kind: Kind,
    action: ActionOf<Kind>,
  ): Promise<void> {
    let fact: Fact;
    try {
      fact = await this.options.executors[kind].execute(open, action);
    } catch (error) {
      if (!open.isStopping) {
        this.#fault(open, error, 'An action failed.', { action: kind });
        await this.#recordException(open, action.step);
      }
      return;
    }
    try {
      this.#take(open, fact);
    } catch (error) {
      this.#fault(open, error, 'A fact could not be taken in.', { fact: fact.kind });
      await this.#recordException(open, fact.step);
    }
  }

  /** After a pause, the exception is a fact of its step: it leads to another attempt, and in the end to the failure `internal`. */
  async #recordException(open: ActiveRevocation, step: number): Promise<void> {
    const { writer } = this.options;
    if (!(await writer.rest(open, open.state.internalErrors?.[step] ?? 0))) {
      return;
    }
    try {
      this.#take(open, { step, kind: 'internal-error' });
    } catch (error) {
      this.#fault(open, error, 'An exception could not be taken in: the revocation ends as internal.');
      await writer.settle(open, INTERNAL);
    }
  }

  /** What a fact leads to does not wait for the ledger; only what changes PingOne does. */
  #take(open: ActiveRevocation, fact: Fact): void {
    if (open.isLost) {
      return;
    }
    const before = open.state;
    open.state = evolve(before, fact, this.options.policy);
    open.end(fact.step);
    if (open.state === before) {
      return; // An answer that came too late.
    }
    this.options.onEvolved(open, fact.step, before);
    this.#goOn(open);
  }

  #goOn(open: ActiveRevocation, note?: object): void {
    const actions = decide(open.state, this.options.policy);
    if (!actions.some(({ kind }) => kind === 'settle')) {
      void this.options.writer.save(open, note);
    }
    this.#start(open, actions);
  }

  #fault(open: ActiveRevocation, error: unknown, message: string, fields: LogFields = {}): void {
    const isObject = typeof error === 'object' && error !== null;
    if (!isObject || !this.#logged.has(error)) {
      this.options.writer.fault(open, error, message, fields);
    }
    if (isObject) {
      this.#logged.add(error);
    }
  }
}
