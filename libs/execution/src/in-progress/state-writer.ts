import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from '#libs/contracts';
import { describeError } from '#libs/async';
import { EntryTooLargeError, LaneLostError } from '#libs/lanes';
import type { Log, LogFields } from '#libs/observability';
import { evolve, type Fact, type RevocationPolicy } from '#libs/revocation';
import type { ActiveRevocation } from './active-revocation.js';
import type { OutcomePublisher } from './outcome-publisher.js';

const TOO_LARGE: Failure = {
  code: 'too-many-tokens',
  message: 'The event names more than one ledger record can hold.',
  retryable: false,
};

/** From an exception to the next attempt: four times longer each time, milliseconds. */
const FIRST_PAUSE = 1_000;
const GROWTH = 4;
const LONGEST_PAUSE = 5 * 60_000;

export interface StateWriterOptions {
  readonly policy: RevocationPolicy;
  readonly publisher: OutcomePublisher;
  /** Its outcome is published. */
  readonly onSettled: (open: ActiveRevocation) => void;
  readonly log: Log;
  /** From the first exception to the next attempt, milliseconds; absent: a second. */
  readonly retryPauseMs?: number;
}

/** Makes durable what becomes of revocations: write-aheads, ledger entries and outcomes. Nothing here throws. */
export class StateWriter {
  constructor(private readonly options: StateWriterOptions) {}

  /**
   * The write-ahead: "about to …" is in the ledger when this resolves with true.
   * False: the entry could not be made durable, or the step was taken back in the meantime; nothing may be sent.
   */
  async announce(open: ActiveRevocation, fact: Fact): Promise<boolean> {
    const announced = evolve(open.state, fact, this.options.policy);
    if (announced === open.state) {
      return false;
    }
    open.state = announced;
    return this.save(open);
  }

  /** @param note the lane's, as in `LaneHandle.save` */
  async save(open: ActiveRevocation, note?: object): Promise<boolean> {
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
        this.fault(open, error, 'A ledger entry could not be saved.');
      }
      return false;
    }
  }

  /** @param failure for what cannot go on */
  async settle(open: ActiveRevocation, failure?: Failure): Promise<void> {
    if (open.isSettling) {
      return;
    }
    open.isSettling = true;
    for (let errors = 0; ; errors++) {
      try {
        if (await this.options.publisher.publish(open, failure)) {
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

  /** The pause after that many exceptions. False: the lane is lost meanwhile, and its next owner goes on. */
  async rest(open: ActiveRevocation, errors: number): Promise<boolean> {
    const { retryPauseMs = FIRST_PAUSE } = this.options;
    const ms = Math.min(retryPauseMs * GROWTH ** errors, LONGEST_PAUSE);
    try {
      await pause(ms, undefined, { signal: open.lane.signal });
      return true;
    } catch {
      return false;
    }
  }

  fault(open: ActiveRevocation, error: unknown, message: string, fields: LogFields = {}): void {
    this.options.log.error({ revocationId: open.id, ...fields, error: describeError(error) }, message);
  }
}
