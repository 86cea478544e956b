import type { FetchSource } from '../fetch/fetch-loop.js';
import { ProblemLog } from '../problems/problem-log.js';
import { describeError } from '#libs/async';
import { TransactionError } from '#libs/kafka';
import { needOf, waitsFor, type LaneNeed, LaneRefusal } from '../context/lane.errors.js';
import type { LaneContext, LaneEvents } from '../context/lane-context.js';
import type { LaneProgress } from '../ledger/ledger-loss.policy.js';
import type { LaneSource } from '../positions/partition-position.js';
import { lossUnderway } from '../restore/ledger-watch.js';
import { leaveLostRange } from '../positions/lost-range.js';
import { RefusedReads } from '../positions/refused-reads.js';
import { LaneSession } from './lane-session.js';
import { acquireLane } from '../restore/acquire-lane.js';

/**
 * - `starting`: being taken (fence, barrier, restore)
 * - `running`: ours
 * - `suspect`: its journal failed; it waits for proof of membership before it is taken again
 * - `stopped`: an alarm; somebody has to look at it. It is taken again once its ledger has been written to
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
  #running: LaneSession<Entry> | undefined;
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
    this.#fullness.report(this.#running?.problem, 'error');
  }

  /** Stops the lane where its ledger has lost data. Called again and again; never rejects. */
  async watchLedger(): Promise<void> {
    const running = this.#running;
    const look = running && lossUnderway(this.context, this.lane, running.ledger);
    const loss = await look?.catch(() => undefined);
    if (loss !== undefined && running === this.#running) {
      this.#lost(loss);
    }
  }

  /** Whether it may read all of its partitions. */
  get isReading(): boolean {
    return this.#refusedReads.problem === undefined;
  }

  /** What others are to know of it; undefined while it is not held, or is only being taken. */
  get progress(): LaneProgress | undefined {
    return this.#running?.progress;
  }

  /** The lane at work; undefined while it is not running. */
  get running(): LaneSession<Entry> | undefined {
    return this.#running;
  }

  /** Takes the lane. Returns at once; it tries until it runs, is dropped, or is refused. */
  start(): void {
    this.#become('starting');
    this.#ended = this.#live();
  }

  /** What may be fetched for the lane now. */
  *fetchable(): Iterable<FetchSource> {
    const running = this.#running;
    if (running) {
      for (const source of running.readable()) {
        yield this.#fetchSource(running, source);
      }
      for (const source of running.ahead.lookable()) {
        yield this.#lookSource(running, source);
      }
    }
  }

  /** The lane is not ours any more: all of it ends at once. */
  drop(reason: string): void {
    this.#owned.abort(new Error(reason));
    this.#running?.lose(reason);
    this.#running = undefined;
  }

  /** Stops work and makes durable what is still saved; `drop` ends it, and cuts it short. */
  async drain(): Promise<void> {
    const running = this.#running;
    if (!running) {
      this.drop('The service is stopping');
      return;
    }
    running.stopWork(new Error('The service is stopping'));
    await Promise.race([running.drained(), aborted(this.#owned.signal)]);
    running.journal.close();
    await this.#ended;
  }

  /** Ends the work with an alarm: nothing is lost, and nothing goes on until somebody has looked at it. */
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
    const opened = await acquireLane(this.context, this.lane, {
      signal: this.#owned.signal,
      onProblem: (sentence) => this.#problems.report(sentence),
      onRefusal: (refusal) => this.#refuse(refusal),
    });
    if (!opened) {
      return;
    }
    const running = new LaneSession(this.context, this.lane, opened, () => this.events.changed());
    this.#running = running;
    this.#problems.report(undefined);
    this.#become('running');
    try {
      await running.run();
    } catch (error) {
      if (!this.#owned.signal.aborted) {
        this.#failed(error);
      }
    }
  }

  #fetchSource(running: LaneSession<Entry>, source: LaneSource): FetchSource {
    const { topic, partition, position } = source;
    const { next: offset, life } = position;
    return {
      topic,
      partition,
      offset,
      deliver: async (records, next) => {
        if (position.life !== life || position.next !== offset) {
          return; // Asked before the partition was begun anew, or of an earlier leader as well.
        }
        try {
          await running.take(source, records, next);
        } catch (error) {
          this.#giveUp(running, `${topic}/${partition}: ${describeError(error)}`);
        }
      },
      refused: (refusal) => this.#refusedReads.note(topic, partition, refusal),
      doubted: () => running.topics.doubt(source),
      outOfRange: async () => {
        if (await leaveLostRange(this.context, source)) {
          running.journal.touch();
        }
      },
    };
  }

  /** The same partition, further on: only what is urgent is taken. */
  #lookSource(running: LaneSession<Entry>, source: LaneSource): FetchSource {
    const { position } = source;
    const inTurn = this.#fetchSource(running, source);
    const { lookAt: at, life } = position;
    return {
      ...inTurn,
      offset: at,
      deliver: async (records, next) => {
        if (position.life === life && position.lookAt === at) {
          await running.ahead.look(source, records, next);
        }
      },
      outOfRange: async () => {
        if (at === position.next) {
          await inTurn.outOfRange();
        }
        position.looked(position.next);
      },
    };
  }

  #giveUp(running: LaneSession<Entry>, why: string): void {
    if (running === this.#running) {
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
