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

/** Carries one action out; its end is a fact, handed to `Progress.record`. Must not throw. */
export type StartAction = (open: OpenRevocation, action: Exclude<Action, { kind: 'settle' }>) => void;

export interface ProgressOptions {
  readonly policy: RevocationPolicy;
  readonly settler: Settler;
  readonly startAction: StartAction;
  /** A fact has been taken in; `before` is the state it found. */
  readonly onEvolved: (open: OpenRevocation, step: number, before: Revocation) => void;
  readonly onSettled: (open: OpenRevocation) => void;
  readonly log: Log;
}

/** Moves revocations from fact to fact: evolve, make durable, decide, start. The only writer of their state. */
export class Progress {
  constructor(private readonly options: ProgressOptions) {}

  /** Something happened: takes it in and goes on. What it leads to does not wait for the ledger; only what changes PingOne does. */
  record(open: OpenRevocation, fact: Fact): void {
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
        this.options.startAction(open, action);
      }
    }
  }

  private async settle(open: OpenRevocation, failure?: Failure): Promise<void> {
    if (open.isSettling) {
      return;
    }
    open.isSettling = true;
    if (await this.options.settler.settle(open, failure)) {
      this.options.onSettled(open);
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
