import type { LaneHandle, LaneRecord } from '#libs/lanes';
import type { Priority } from '#libs/pingone';
import type { Revocation } from '#libs/revocation';

/** The cause that cannot wait: somebody else may be using the access. */
const URGENT_CAUSE = 'compromise';

const URGENT_BYTES = Buffer.from(URGENT_CAUSE);

const NO_CALLS: readonly Promise<unknown>[] = [];

/** A revocation that this process carries out at the moment: its state, and the lane that it is durable in. */
export class ActiveRevocation {
  state: Revocation;
  /** An operator has stopped everything: nothing new is begun until it may go on. */
  isPaused = false;
  /** Its lane is gone, and with it everything that was to be done. */
  isLost = false;
  /** Its one outcome is on its way (P1). */
  isSettling = false;
  /** Tens of thousands wait at a time, most of them in one step: a set of it would be the largest thing they have. */
  #running: number | undefined;
  #alsoRunning: Set<number> | undefined;
  #calls: readonly Promise<unknown>[] = NO_CALLS;

  constructor(
    readonly lane: LaneHandle<Revocation>,
    state: Revocation,
  ) {
    this.state = state;
  }

  get id(): string {
    return this.state.id;
  }

  get environmentId(): string {
    return this.state.event.environmentId;
  }

  /** Aborted when the lane is lost, or the service stops. */
  get signal(): AbortSignal {
    return this.lane.signal;
  }

  /** What every request to PingOne on its behalf says. */
  get call(): { readonly environmentId: string; readonly transactionId: string } {
    return { environmentId: this.environmentId, transactionId: this.id };
  }

  /** And of a request that changes something. */
  get change(): ActiveRevocation['call'] & { readonly canSend: () => boolean } {
    return { ...this.call, canSend: () => this.lane.mayAct() };
  }

  /** An action of the step is under way, until a fact about the step ends it. */
  isRunning(step: number): boolean {
    return step === this.#running || this.#alsoRunning?.has(step) === true;
  }

  begin(step: number): void {
    if (this.#running === undefined) {
      this.#running = step;
    } else {
      (this.#alsoRunning ??= new Set()).add(step);
    }
  }

  end(step: number): void {
    if (step === this.#running) {
      this.#running = undefined;
    } else {
      this.#alsoRunning?.delete(step);
    }
  }

  /** Nothing new is to be begun: the lane is lost, or the service stops. Answers still on their way are taken in. */
  get isStopping(): boolean {
    return this.signal.aborted;
  }

  /**
   * Keeps a call whose answer must not be missed: a shutdown waits for it. (A poll
   * or a read-back that is cut off is simply made again.)
   */
  async awaited<T>(call: Promise<T>): Promise<T> {
    this.#calls = [...this.#calls, call];
    try {
      return await call;
    } finally {
      this.#calls = this.#calls.filter((other) => other !== call);
    }
  }

  /** Resolves when no such call is under way. */
  async quiet(): Promise<void> {
    await Promise.allSettled(this.#calls);
  }

  /** A live session that has ended, and whatever is compromised, is the more urgent kind: somebody may be using it. */
  priority(phase: Priority['phase']): Priority {
    if (this.state.replay) {
      return { urgency: 'replay', phase };
    }
    const { eventType, cause } = this.state.event;
    const isUrgent = eventType === 'session.terminated' || cause === URGENT_CAUSE;
    return { urgency: isUrgent ? 'session' : 'user', phase };
  }
}

/** Whether a record may be urgent, without reading it: a word in its bytes. Whatever else has the word in it is looked at for nothing. */
export function mayBeUrgent({ value }: Pick<LaneRecord, 'value'>): boolean {
  return value?.includes(URGENT_BYTES) ?? false;
}
