import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from '#libs/contracts';
import { EntryTooLargeError, LaneLostError } from '#libs/lanes';
import type { Log } from '#libs/observability';
import {
  decide,
  evolve,
  type Action,
  type Fact,
  type Revocation,
  type RevocationPolicy,
} from '#libs/revocation';
import type { OpenRevocation } from './open-revocation.js';
import type { Settler } from './settler.js';

const TOO_LARGE: Failure = {
  code: 'too-many-tokens',
  message: 'The event names more than one ledger record can hold.',
  retryable: false,
};

const INTERNAL: Failure = {
  code: 'internal',
  message: 'A fault of the service ended the revocation; its log says which.',
  retryable: true,
};

/** From an exception to the next attempt: four times longer each time, milliseconds. */
const FIRST_PAUSE = 1_000;
const GROWTH = 4;
const LONGEST_PAUSE = 5 * 60_000;

/** Carries one action out; its end is a fact, handed to `Progress.record`, an exception is handed to `Progress.failed`. */
export type StartAction = (open: OpenRevocation, action: Exclude<Action, { kind: 'settle' }>) => void;

export interface ProgressOptions {
  readonly policy: RevocationPolicy;
  readonly settler: Settler;
  readonly startAction: StartAction;
  /** A fact has been taken in; `before` is the state it found. */
  readonly onEvolved: (open: OpenRevocation, step: number, before: Revocation) => void;
  readonly onSettled: (open: OpenRevocation) => void;
  readonly log: Log;
  /** From the first exception of a step to its next attempt, milliseconds. */
  readonly retryPauseMs?: number;
}

/** Moves revocations from fact to fact: evolve, make durable, decide, start. The only writer of their state. */
export class Progress {
  constructor(private readonly options: ProgressOptions) {}

  /**
   * Something happened: takes it in and goes on. What it leads to does not wait for
   * the ledger; only what changes PingOne does. Does not throw.
   */
  record(open: OpenRevocation, fact: Fact): void {
    try {
      this.take(open, fact);
    } catch (error) {
      this.fault(open, error, `Taking in ${fact.kind} failed.`);
      this.failed(open, fact.step);
    }
  }

  /**
   * An action of the step ended in an exception, which was said. The step counts as
   * being under way for a while; then the exception is a fact of it, which leads to
   * another attempt, and in the end to the failure `internal`. Does not throw.
   */
  failed(open: OpenRevocation, step: number): void {
    void this.recordLater(open, step);
  }

  private async recordLater(open: OpenRevocation, step: number): Promise<void> {
    if (!(await this.rest(open, open.state.internalErrors?.[step] ?? 0))) {
      return;
    }
    try {
      this.take(open, { step, kind: 'internal-error' });
    } catch (error) {
      this.fault(open, error, 'Taking in an exception failed: the revocation is given up.');
      void this.settle(open, INTERNAL);
    }
  }

  /** False: the lane is lost meanwhile, and its next owner goes on. */
  private async rest(open: OpenRevocation, errors: number): Promise<boolean> {
    const { retryPauseMs = FIRST_PAUSE } = this.options;
    const ms = Math.min(retryPauseMs * GROWTH ** errors, LONGEST_PAUSE);
    try {
      await pause(ms, undefined, { signal: open.lane.signal });
      return true;
    } catch {
      return false;
    }
  }

  private fault(open: OpenRevocation, error: unknown, message: string): void {
    this.options.log.error({ revocationId: open.id, error: String(error) }, message);
  }

  private take(open: OpenRevocation, fact: Fact): void {
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
    const actions = decide(open.state, this.options.policy);
    if (!actions.some(({ kind }) => kind === 'settle')) {
      void this.save(open);
    }
    this.start(open, actions);
  }

  /**
   * A decision of an operator, or of a guard: it replaces the state, within the
   * same tick, so that it is durable with the command or with the record.
   * `note`: the lane's, as in `LaneHandle.save`.
   */
  decree(open: OpenRevocation, state: Revocation, note?: object): void {
    open.state = state;
    const actions = decide(state, this.options.policy);
    if (!actions.some(({ kind }) => kind === 'settle')) {
      void this.save(open, note);
    }
    this.start(open, actions);
  }

  /** For a revocation that has just been opened or restored: no fact yet. */
  resume(open: OpenRevocation): void {
    this.start(open, decide(open.state, this.options.policy));
  }

  /**
   * The write-ahead: "about to …" is in the ledger when this resolves with true.
   * False: the entry could not be made durable, or the step was taken back in the meantime; nothing may be sent.
   */
  async announce(open: OpenRevocation, fact: Fact): Promise<boolean> {
    const announced = evolve(open.state, fact, this.options.policy);
    if (announced === open.state) {
      return false;
    }
    open.state = announced;
    return this.save(open);
  }

  private start(open: OpenRevocation, actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.kind === 'settle') {
        void this.settle(open);
      } else if (!open.isStopping && !open.isPaused && !open.isRunning(action.step)) {
        open.begin(action.step);
        this.startAction(open, action);
      }
    }
  }

  private startAction(open: OpenRevocation, action: Exclude<Action, { kind: 'settle' }>): void {
    try {
      this.options.startAction(open, action);
    } catch (error) {
      this.fault(open, error, `Starting ${action.kind} failed.`);
      this.failed(open, action.step);
    }
  }

  private async settle(open: OpenRevocation, failure?: Failure): Promise<void> {
    if (open.isSettling) {
      return;
    }
    open.isSettling = true;
    for (let errors = 0; ; errors++) {
      try {
        if (await this.options.settler.settle(open, failure)) {
          this.options.onSettled(open);
        }
        return;
      } catch (error) {
        // There is no other outcome to publish than the one that cannot be made.
        this.fault(open, error, 'Settling a revocation failed.');
      }
      if (!(await this.rest(open, errors))) {
        return;
      }
    }
  }

  private async save(open: OpenRevocation, note?: object): Promise<boolean> {
    try {
      await open.lane.save(open.id, open.state, note);
      return true;
    } catch (error) {
      if (error instanceof EntryTooLargeError) {
        this.options.log.error(
          { revocationId: open.id },
          'The state of a revocation is larger than Kafka takes; it is failed.',
        );
        await this.settle(open, TOO_LARGE);
      } else if (!(error instanceof LaneLostError)) {
        this.options.log.error(
          { revocationId: open.id, error: String(error) },
          'A ledger entry could not be saved.',
        );
      }
      return false;
    }
  }
}
