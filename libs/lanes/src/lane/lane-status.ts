import type { LaneControl } from '../format/ledger-format.js';

/** Whether a lane at work is ours, goes on, and is not paused. */
export class LaneStatus {
  readonly #stopping = new AbortController();
  #isLost = false;

  constructor(public control: LaneControl) {}

  /** Aborted when the lane is lost, and before that when the service stops. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** By an operator: nothing is begun, and nothing but commands is read. */
  get isPaused(): boolean {
    return this.control.paused;
  }

  get mayTake(): boolean {
    return !this.signal.aborted && !this.isPaused;
  }

  stop(reason: Error): void {
    this.#stopping.abort(reason);
  }

  lose(reason: Error): void {
    this.#isLost = true;
    this.stop(reason);
  }
}
