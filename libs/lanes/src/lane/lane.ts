import type { FetchSource } from '../fetch/fetch-loop.js';
import { ProblemLog } from '../problems/problem-log.js';
import { describeError } from '#libs/async';
import { TransactionError } from '#libs/kafka';
import { needOf, waitsFor, type LaneNeed, LaneRefusal } from '../context/lane.errors.js';
import type { LaneContext, LaneEvents } from '../context/lane-context.js';
import type { LaneProgress } from '../ledger/ledger-loss.policy.js';
import { lossUnderway } from '../restore/ledger-watch.js';
import { RefusedReads } from '../positions/refused-reads.js';
import { assembleLane } from './assemble-lane.js';
import { fetchSources } from './fetch-sources.js';
import { LaneSession } from './lane-session.js';
import { acquireLane } from '../restore/acquire-lane.js';

/**
 * - `starting`: being taken (fence, barrier, restore)
 * - `running`: ours
 * - `suspect`: its journal failed; it waits for proof of membership before it is taken again
 * - `stopped`: an alarm; an operator has to look at it. It is taken again once its ledger has been written to
 */
export type LaneState = 'starting' | 'running' | 'suspect' | 'stopped';

/** One ownership of a lane, from the moment the group gives it to us to its loss. Never used twice. */
export class Lane<Entry> {
  readonly #owned = new AbortController();
  #state: LaneState;
  #since: number;
  readonly #problems: ProblemLog;
  readonly #refusedReads: RefusedReads;
  readonly #fullness: ProblemLog;
  #session: LaneSession<Entry> | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    readonly lane: number,
    private readonly context: LaneContext<Entry>,
    private readonly events: LaneEvents,
    /** What a lane whose journal has failed waits for; undefined where it waits for proof of membership alone. */
    waiting: { readonly need: LaneNeed | undefined } | undefined = undefined,
  ) {
    this.#problems = new ProblemLog(context.log);
    this.#refusedReads = new RefusedReads(context.log);
    this.#fullness = new ProblemLog(context.log);
    this.#state = waiting ? 'suspect' : 'starting';
    this.#problems.report(waiting?.need && waitsFor(lane, waiting.need));
    this.#since = context.clock();
  }

  get state(): LaneState {
    return this.#state;
  }

  /** Epoch milliseconds of the last change of state. */
  get since(): number {
    return this.#since;
  }

  /** One sentence; undefined while all is well. */
  get problem(): string | undefined {
    return this.#problems.problem ?? this.#refusedReads.problem ?? this.#fullness.problem;
  }

  /** Says what only people can mend. Called again and again. */
  alarm(): void {
    this.#fullness.report(this.#session?.problem, 'error');
  }

  /** Stops the lane where its ledger has lost data. Called again and again; never rejects. */
  async watchLedger(): Promise<void> {
    const session = this.#session;
    const look = session && lossUnderway(this.context, this.lane, session.ledger);
    const loss = await look?.catch(() => undefined);
    if (loss !== undefined && session === this.#session) {
      this.#lost(loss);
    }
  }

  /** Whether it may read all of its partitions. */
  get isReading(): boolean {
    return this.#refusedReads.problem === undefined;
  }

  /** What others are to know of it; undefined while it is not held, or is only being taken. */
  get progress(): LaneProgress | undefined {
    return this.#session?.progress;
  }

  /** The lane at work; undefined while it is not running. */
  get session(): LaneSession<Entry> | undefined {
    return this.#session;
  }

  /** Takes the lane. Returns at once; it tries until it runs, is dropped, or is refused. */
  start(): void {
    this.#become('starting');
    this.#ended = this.#live();
  }

  /** What may be fetched for the lane now. */
  *fetchable(): Iterable<FetchSource> {
    const session = this.#session;
    if (session) {
      yield* fetchSources({
        context: this.context,
        session,
        refusedReads: this.#refusedReads,
        onNoAnswer: (why) => this.#giveUp(session, why),
      });
    }
  }

  /** The lane is not ours any more: all of it ends at once. */
  drop(reason: string): void {
    this.#owned.abort(new Error(reason));
    this.#session?.lose(reason);
    this.#session = undefined;
  }

  /** Stops work and makes durable what is still saved; `drop` ends it, and cuts it short. */
  async drain(): Promise<void> {
    const session = this.#session;
    if (!session) {
      this.drop('The service is stopping');
      return;
    }
    session.parts.status.stop(new Error('The service is stopping'));
    await Promise.race([session.parts.work.drain(), aborted(this.#owned.signal)]);
    session.parts.journal.close();
    await this.#ended;
  }

  /** Ends the work with an alarm: nothing is lost, and nothing goes on until an operator has looked at it. */
  #refuse(refusal: LaneRefusal): void {
    this.#problems.report(`Lane ${this.lane} has stopped: ${refusal.message}`, 'error');
    this.context.metrics.laneDrops.inc({ reason: refusal.code });
    if (refusal.barrier === undefined) {
      this.drop(refusal.message);
    }
    this.#become('stopped');
    if (refusal.scope === 'process') {
      this.events.fatal(refusal.message);
    }
  }

  async #live(): Promise<void> {
    const restored = await acquireLane(this.context, this.lane, {
      signal: this.#owned.signal,
      onProblem: (sentence) => this.#problems.report(sentence),
      onRefusal: (refusal) => this.#refuse(refusal),
    });
    if (!restored) {
      return;
    }
    const parts = assembleLane(this.context, this.lane, restored, () => this.events.changed());
    const session = new LaneSession(this.context, this.lane, restored, parts);
    this.#session = session;
    this.#problems.report(undefined);
    this.#become('running');
    try {
      await session.run();
    } catch (error) {
      if (!this.#owned.signal.aborted) {
        this.#failed(error);
      }
    }
  }

  #giveUp(session: LaneSession<Entry>, why: string): void {
    if (session === this.#session) {
      this.#refuse(
        new LaneRefusal('lane', 'no-answer', `A record has no answer, not even the fallback's (${why})`),
      );
    }
  }

  #failed(error: unknown): void {
    if (error instanceof TransactionError && error.kind === 'too-large') {
      this.context.limit.lower();
    }
    if (error instanceof TransactionError && error.kind === 'truncated') {
      const { place, message } = error;
      if (place?.topic === this.context.ledger) {
        this.#lost(`has lost records that Kafka had acknowledged (${error.code})`);
        return;
      }
      this.context.log.error({ lane: this.lane, ...place }, `${message}. Find what is missing with audit`);
    }
    const { log, metrics } = this.context;
    const reason = error instanceof TransactionError ? error.kind : 'failed';
    const fields = { lane: this.lane, reason };
    metrics.laneDrops.inc({ reason });
    const need = needOf(error);
    if (reason === 'expired') {
      log.info(
        fields,
        'Kafka forgot the transactional id of a lane that was idle for long; it is taken anew',
      );
    } else if (need === undefined) {
      log.warn(fields, `The journal failed, the lane is dropped: ${describeError(error)}`);
    } // Else it is said by the lane that waits for it.
    this.events.failed(this.lane, describeError(error), need);
  }

  /** Ends at once. It is taken anew in order to write that down: the next owner must not run it either. */
  #lost(how: string): void {
    this.context.ledgers.noteLoss(this.lane, how);
    this.context.metrics.laneDrops.inc({ reason: 'ledger-lost-data' });
    this.events.failed(this.lane, `${this.context.ledger}/${this.lane} ${how}`, undefined);
  }

  #become(state: LaneState): void {
    this.#state = state;
    this.#since = this.context.clock();
    this.events.changed();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
