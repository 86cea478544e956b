import { LinkedQueue, type Linked } from '#libs/async';
import type { ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import type { TokensInFlight } from '../in-progress/tokens-in-flight.js';

/** A group of tokens that is ready to be submitted. */
export interface ReadySubmit {
  readonly open: ActiveRevocation;
  readonly action: ActionOf<'submit-oath'>;
}

/** Lost, stopped, paused or taken back since it was queued: whoever goes on with it queues it anew. */
function isObsolete({ open, action }: ReadySubmit): boolean {
  const step = open.state.steps[action.step];
  const isReady =
    step?.kind === 'oath-tokens' && step.phase.at === 'ready' && step.phase.group === action.group;
  return open.isStopping || !isReady;
}

interface Queued<S> extends Linked {
  readonly submit: S;
}

/** Groups that do not fit any more and are passed over in search of a smaller one: a full job is not worth a look at the whole backlog. */
const MOST_PASSED_OVER = 20;

/**
 * Groups that wait for a permit, of one environment and one `forceUnpair`, either
 * all live or all replayed. The permit takes all that fit into a job at that moment, so coalescing delays
 * nothing and grows with the backlog (P7).
 */
export class SubmitQueue<S extends ReadySubmit = ReadySubmit> {
  readonly #session = new LinkedQueue<Queued<S>>();
  readonly #user = new LinkedQueue<Queued<S>>();
  readonly #replay = new LinkedQueue<Queued<S>>();
  readonly #byUrgency = [this.#session, this.#user, this.#replay];

  constructor(
    private readonly maxTokensPerJob: number,
    private readonly inFlight: TokensInFlight,
  ) {}

  add(submit: S): void {
    this.#queueOf(submit).add({ submit, previous: undefined, next: undefined });
  }

  /** The most urgent one waiting speaks for the whole batch. */
  mostUrgent(): S | undefined {
    return (this.#session.first ?? this.#user.first ?? this.#replay.first)?.submit;
  }

  /** Everything, in no state to be submitted. */
  takeAll(): readonly S[] {
    const all: S[] = [];
    for (const queue of this.#byUrgency) {
      for (let one = queue.take(); one; one = queue.take()) {
        all.push(one.submit);
      }
    }
    return all;
  }

  /**
   * Takes the next job's worth, most urgent first, within one urgency the oldest
   * first. A group that must be alone comes alone; one whose tokens are in
   * another job stays for later. Lost ones fall out. The tokens of what is
   * returned are claimed.
   */
  takeBatch(): readonly S[] {
    const batch: S[] = [];
    let room = this.maxTokensPerJob;
    let passedOver = 0;
    for (const queue of this.#byUrgency) {
      let next: Queued<S> | undefined;
      for (let one = queue.first; one && room > 0 && passedOver < MOST_PASSED_OVER; one = next) {
        const { submit } = one;
        const { tokenIds, sharing } = submit.action.group;
        next = one.next;
        if (isObsolete(submit)) {
          queue.remove(one);
        } else if (batch.length > 0 && (sharing === 'alone' || room < tokenIds.length)) {
          passedOver += 1;
        } else if (this.inFlight.claim(tokenIds, submit.open)) {
          queue.remove(one);
          batch.push(submit);
          room = sharing === 'alone' ? 0 : room - tokenIds.length;
        }
      }
    }
    return batch;
  }

  #queueOf({ open }: S): LinkedQueue<Queued<S>> {
    switch (open.priority('act').urgency) {
      case 'session':
        return this.#session;
      case 'user':
        return this.#user;
      case 'replay':
        return this.#replay;
    }
  }
}
