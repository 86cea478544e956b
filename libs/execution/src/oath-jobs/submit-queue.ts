import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { TokensInFlight } from './tokens-in-flight.js';
import { WaitingLine, type Verdict } from './waiting-line.js';

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

const URGENCIES = ['session', 'user', 'replay'] as const;
/** Groups that do not fit any more and are passed over in search of a smaller one: a full job is not worth a look at the whole backlog. */
const MOST_PASSED_OVER = 20;

/**
 * Groups that wait for a permit, of one environment and one `forceUnpair`, either
 * all live or all replayed. The permit takes all that fit into a job at that moment, so coalescing delays
 * nothing and grows with the backlog (P7).
 */
export class SubmitQueue {
  readonly #lines = {
    session: new WaitingLine<ReadySubmit>(),
    user: new WaitingLine<ReadySubmit>(),
    replay: new WaitingLine<ReadySubmit>(),
  };

  constructor(
    private readonly maxTokensPerJob: number,
    private readonly inFlight: TokensInFlight,
  ) {}

  add(submit: ReadySubmit): void {
    this.#lines[submit.open.priority('act').urgency].add(submit);
  }

  /** The most urgent one waiting speaks for the whole batch. */
  mostUrgent(): ReadySubmit | undefined {
    return this.#lines.session.first() ?? this.#lines.user.first() ?? this.#lines.replay.first();
  }

  /** Everything, in no state to be submitted. */
  takeAll(): readonly ReadySubmit[] {
    const all: ReadySubmit[] = [];
    URGENCIES.forEach((urgency) => this.#lines[urgency].sift((submit) => (all.push(submit), 'out')));
    return all;
  }

  /**
   * Takes the next job's worth, most urgent first, within one urgency the oldest
   * first. A group that must be alone comes alone; one whose tokens are in
   * another job stays for later. Lost ones fall out. The tokens of what is
   * returned are claimed.
   */
  takeBatch(): readonly ReadySubmit[] {
    const batch: ReadySubmit[] = [];
    let room = this.maxTokensPerJob;
    let passedOver = 0;
    const judge = (submit: ReadySubmit): Verdict => {
      if (room <= 0 || passedOver >= MOST_PASSED_OVER) {
        return 'enough';
      }
      if (isWithdrawn(submit)) {
        return 'out';
      }
      const { tokenIds, sharing } = submit.action.group;
      if (batch.length > 0 && (sharing === 'alone' || room < tokenIds.length)) {
        passedOver += 1;
        return 'stays';
      }
      if (!this.inFlight.claim(tokenIds, submit.open)) {
        return 'stays';
      }
      batch.push(submit);
      room = sharing === 'alone' ? 0 : room - tokenIds.length;
      return 'out';
    };
    URGENCIES.forEach((urgency) => this.#lines[urgency].sift(judge));
    return batch;
  }
}
