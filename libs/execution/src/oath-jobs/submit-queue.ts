import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { TokensInFlight } from './tokens-in-flight.js';

/** A group of tokens that is ready to be submitted. */
export interface ReadySubmit {
  readonly open: OpenRevocation;
  readonly action: ActionOf<'submit-oath'>;
}

/** Lost, stopped, paused or taken back since it was queued: whoever goes on with it queues it anew. */
function isWithdrawn({ open, action }: ReadySubmit): boolean {
  const step = open.state.steps[action.step];
  const isReady =
    step?.kind === 'oath-tokens' && step.phase.at === 'ready' && step.phase.group === action.group;
  return open.isStopping || !isReady;
}

const URGENCY = { session: 0, user: 1, replay: 2 } as const;

/**
 * Groups that wait for a permit, of one environment and one `forceUnpair`. The
 * permit takes all that fit into a job at that moment, so coalescing delays
 * nothing and grows with the backlog (P7).
 */
export class SubmitQueue {
  #ready: ReadySubmit[] = [];

  constructor(
    private readonly maxTokensPerJob: number,
    private readonly inFlight: TokensInFlight,
  ) {}

  add(submit: ReadySubmit): void {
    this.#ready.push(submit);
  }

  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  /** The most urgent one waiting speaks for the whole batch. */
  mostUrgent(): ReadySubmit | undefined {
    let best: ReadySubmit | undefined;
    for (const submit of this.#ready) {
      if (!best || urgency(submit) < urgency(best)) {
        best = submit;
      }
      if (urgency(best) === 0) {
        break;
      }
    }
    return best;
  }

  /**
   * Takes the next job's worth, most urgent first. A group that must be alone
   * comes alone; one whose tokens are in another job stays for later. Lost ones
   * fall out. The tokens of what is returned are claimed.
   */
  takeBatch(): readonly ReadySubmit[] {
    const batch: ReadySubmit[] = [];
    const left: ReadySubmit[] = [];
    let room = this.maxTokensPerJob;
    for (const submit of this.inOrder()) {
      const { tokenIds, sharing } = submit.action.group;
      if (isWithdrawn(submit)) {
        continue;
      }
      const fits = batch.length === 0 || (sharing === 'shared' && room >= tokenIds.length && room > 0);
      if (fits && this.inFlight.claim(tokenIds, submit.open)) {
        batch.push(submit);
        room = sharing === 'alone' ? 0 : room - tokenIds.length;
      } else {
        left.push(submit);
      }
    }
    this.#ready = left;
    return batch;
  }

  /** Stable, so that within one urgency the oldest goes first; the common case needs no sorting. */
  private inOrder(): readonly ReadySubmit[] {
    const mixed = this.#ready.some((submit) => urgency(submit) !== urgency(this.#ready[0]));
    return mixed ? this.#ready.toSorted((a, b) => urgency(a) - urgency(b)) : this.#ready;
  }
}

function urgency(submit: ReadySubmit | undefined): number {
  return submit ? URGENCY[submit.open.priority('start').urgency] : Infinity;
}
