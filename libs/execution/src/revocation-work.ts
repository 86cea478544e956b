import type { LaneCommand, LaneHandle, LaneWork, LossMark } from '#libs/lanes';
import { noTracing } from '#libs/observability';
import { evolve, groupInJob, hold, interruptedCalls, type Revocation } from '#libs/revocation';
import { actionExecutors } from './action-executors.js';
import { FreshMembership } from './calls/fresh-membership.js';
import type { ExecutionOptions } from './executor-context.js';
import type { Guards } from './guards/guards.js';
import { HeldRevocations, type HeldStatus } from './in-progress/held-revocations.js';
import { ActiveRevocation } from './in-progress/active-revocation.js';
import { decided } from './in-progress/operator-decision.js';
import { Progress } from './in-progress/progress.js';
import { RevocationTraces } from './in-progress/revocation-traces.js';
import type { OutcomePublisher } from './in-progress/outcome-publisher.js';
import { SharedStrings } from './in-progress/shared-strings.js';
import { StateWriter } from './in-progress/state-writer.js';
import { TokensInFlight } from './in-progress/tokens-in-flight.js';

export interface RevocationWorkOptions extends ExecutionOptions {
  readonly publisher: OutcomePublisher;
  readonly guards: Guards;
  /** From the first exception of a step to its next attempt, milliseconds; absent: a second. */
  readonly retryPauseMs?: number;
  /** Absent: nothing is traced. */
  readonly traces?: RevocationTraces;
}

export interface WorkStatus {
  readonly open: number;
  readonly oldestReceivedAt: number | undefined;
  readonly held: HeldStatus;
}

/** The open revocations of this process, over all its lanes: where the domain, PingOne and the lanes meet. */
export class RevocationWork implements LaneWork<Revocation> {
  readonly #open = new Map<number, Map<string, ActiveRevocation>>();
  readonly #held: HeldRevocations;
  readonly #inFlight = new TokensInFlight();
  readonly #stopped = new AbortController();
  readonly #progress: Progress;
  readonly #traces: RevocationTraces;

  constructor(private readonly options: RevocationWorkOptions) {
    const { policy, publisher, log, retryPauseMs, traces = new RevocationTraces(noTracing) } = options;
    this.#traces = traces;
    this.#held = new HeldRevocations(log);
    const writer = new StateWriter({
      policy,
      publisher,
      log,
      ...(retryPauseMs === undefined ? {} : { retryPauseMs }),
      onSettled: (open) => this.#forget(open),
    });
    const { signal } = this.#stopped;
    const inFlight = this.#inFlight;
    const executors = actionExecutors({
      ...options,
      writer,
      inFlight,
      traces,
      signal,
      membership: new FreshMembership(),
    });
    const onEvolved = this.#evolved.bind(this);
    this.#progress = new Progress({ policy, writer, executors, onEvolved });
  }

  begin(lane: LaneHandle<Revocation>, restored: ReadonlyMap<string, Revocation>, note: unknown): void {
    this.options.guards.begin(lane, note);
    const strings = new SharedStrings();
    const open = new Map<string, ActiveRevocation>();
    for (const [id, state] of restored) {
      open.set(id, new ActiveRevocation(lane, strings.in(state)));
    }
    this.#open.set(lane.lane, open);
    this.#takeShare(lane);
    for (const revocation of open.values()) {
      this.#traces.begin(revocation.state);
      this.#restore(revocation);
    }
    for (const revocation of open.values()) {
      this.#progress.resume(revocation);
    }
  }

  accept(lane: LaneHandle<Revocation>, id: string, state: Revocation): void {
    const open = new ActiveRevocation(lane, state);
    this.#open.get(lane.lane)?.set(id, open);
    this.#traces.begin(state);
    const verdict = this.options.guards.judge(lane, state);
    if (verdict.hold || verdict.note) {
      this.#progress.override(open, verdict.hold ? hold(state, verdict.hold) : state, verdict.note);
      this.#held.note(open, 'new');
    } else {
      this.#progress.resume(open);
    }
  }

  isHeld(state: Revocation): boolean {
    return state.hold !== undefined;
  }

  afterLoss(state: Revocation, afterLoss: LossMark): Revocation {
    return { ...state, afterLoss };
  }

  async drain(lane: LaneHandle<Revocation>): Promise<void> {
    await Promise.all([...(this.#open.get(lane.lane)?.values() ?? [])].map((open) => open.quiet()));
  }

  end(lane: LaneHandle<Revocation>): void {
    for (const open of this.#open.get(lane.lane)?.values() ?? []) {
      open.isLost = true;
      this.#traces.end(open.id);
      this.#held.delete(open);
      this.#releaseTokens(open);
    }
    this.#open.delete(lane.lane);
    this.options.guards.end(lane);
    this.#takeShare(lane);
  }

  command(lane: LaneHandle<Revocation>, command: LaneCommand): 'done' | 'ignored' {
    const open = this.#open.get(lane.lane)?.get(command.work);
    const state = open && !open.isSettling ? decided(open.state, command) : undefined;
    if (!open || !state) {
      return 'ignored';
    }
    this.#progress.override(open, state);
    this.#held.note(open, 'known');
    return 'done';
  }

  pause(lane: LaneHandle<Revocation>): void {
    for (const open of this.#open.get(lane.lane)?.values() ?? []) {
      open.isPaused = true;
    }
  }

  resume(lane: LaneHandle<Revocation>): void {
    for (const open of this.#open.get(lane.lane)?.values() ?? []) {
      open.isPaused = false;
      this.#progress.resume(open);
    }
  }

  /** No lane is left: ends what waits on behalf of the whole process. */
  stop(): void {
    this.#stopped.abort();
  }

  /** How many are open and not held, since when the oldest of them is (epoch ms), and what is held. */
  status(): WorkStatus {
    let count = 0;
    let oldest: number | undefined;
    for (const lane of this.#open.values()) {
      count += lane.size;
      // Insertion order is the order of receipt, so the first of a lane is its oldest.
      const first = lane.values().find(({ state }) => !state.hold)?.state.receivedAt;
      oldest = first !== undefined && (oldest === undefined || first < oldest) ? first : oldest;
    }
    const held = this.#held.status();
    const heldCount = Object.values(held.byReason).reduce((sum, one) => sum + one, 0);
    return { open: count - heldCount, oldestReceivedAt: oldest, held };
  }

  #forget(open: ActiveRevocation): void {
    this.#releaseTokens(open); // Of what was settled in the middle of a job.
    this.#held.delete(open);
    this.#traces.end(open.id);
    this.#open.get(open.lane.lane)?.delete(open.id);
  }

  #releaseTokens(open: ActiveRevocation): void {
    open.state.steps.forEach((_, step) => this.#inFlight.release(groupInJob(open.state, step), open));
  }

  /** The process before may have made calls whose answers nobody has: that is where its state stood still. */
  #restore(open: ActiveRevocation): void {
    for (const fact of interruptedCalls(open.state)) {
      open.state = evolve(open.state, fact, this.options.policy);
    }
    open.state.steps.forEach((_, step) => this.#inFlight.claim(groupInJob(open.state, step), open));
    this.#held.note(open, 'known');
  }

  /** A fact may set tokens free, and show whom the event means. */
  #evolved(open: ActiveRevocation, step: number, before: Revocation): void {
    this.#freeTokens(open, step, before);
    const found = before.steps[step]?.kind === 'find-user' && this.options.guards.judgeFound(open.state);
    if (found) {
      open.state = hold(open.state, found);
      this.#held.note(open, 'new');
    }
  }

  /** The rate is for the whole fleet and follows the work: who holds a lane holds its part of the budget. */
  #takeShare({ lanes }: LaneHandle<Revocation>): void {
    this.options.pingone.gate.setShare({ parts: [...this.#open.keys()], of: lanes });
  }

  /** Tokens that are no longer in a job of this revocation may go into another's. */
  #freeTokens(open: ActiveRevocation, step: number, before: Revocation): void {
    const held = groupInJob(before, step);
    if (held.length > 0 && groupInJob(open.state, step).length === 0) {
      this.#inFlight.release(held, open);
    }
  }
}
