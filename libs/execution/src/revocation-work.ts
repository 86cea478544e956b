import type { LaneCommand, LaneHandle, LaneWork } from '#libs/lanes';
import type { Log } from '#libs/observability';
import type { PingOne } from '#libs/pingone';
import {
  evolve,
  groupInJob,
  interruptedCalls,
  withdraw,
  type Action,
  type Revocation,
  type RevocationPolicy,
} from '#libs/revocation';
import type { TokenSealer } from './intake/token-sealer.js';
import { OathTokenFinder } from './lookups/oath-token-finder.js';
import type { TokenIndex } from './lookups/oath-token-index.js';
import { UserFinder } from './lookups/user-finder.js';
import { JobPoller } from './oath-jobs/job-poller.js';
import { JobSubmitter } from './oath-jobs/job-submitter.js';
import { ReadBack } from './oath-jobs/read-back.js';
import { TokensInFlight } from './oath-jobs/tokens-in-flight.js';
import { TokenRevoker } from './oauth-tokens/token-revoker.js';
import { OpenRevocation } from './open/open-revocation.js';
import { Progress } from './open/progress.js';
import { SessionEnder } from './sessions/session-ender.js';
import { UserSessionsEnder } from './sessions/user-sessions-ender.js';
import type { Settler } from './open/settler.js';

export interface RevocationWorkOptions {
  readonly pingone: PingOne;
  readonly policy: RevocationPolicy;
  readonly sealer: TokenSealer;
  readonly tokenIndex: TokenIndex;
  readonly settler: Settler;
  readonly log: Log;
  /** From a write-ahead to the last moment at which its request may leave, milliseconds. */
  readonly writeAheadMs: number;
  /** How soon after a submit a 404 for its job is eventual consistency, milliseconds. */
  readonly notFoundGraceMs: number;
  readonly now: () => number;
  readonly random: () => number;
}

/** The open revocations of this process, over all its lanes: where the domain, PingOne and the lanes meet. */
export class RevocationWork implements LaneWork<Revocation> {
  readonly #open = new Map<number, Map<string, OpenRevocation>>();
  readonly #inFlight = new TokensInFlight();
  readonly #stopped = new AbortController();
  readonly #progress: Progress;
  readonly #submitter: JobSubmitter;
  readonly #poller: JobPoller;
  readonly #readBack: ReadBack;
  readonly #tokenRevoker: TokenRevoker;
  readonly #userFinder: UserFinder;
  readonly #tokenFinder: OathTokenFinder;
  readonly #sessionEnder: SessionEnder;
  readonly #userSessions: UserSessionsEnder;

  constructor(private readonly options: RevocationWorkOptions) {
    const { pingone, policy, sealer, settler, log, now, random } = options;
    const { signal } = this.#stopped;
    this.#progress = new Progress({
      policy,
      settler,
      log,
      startAction: (open, action) => this.carryOut(open, action),
      onEvolved: (open, step, before) => this.freeTokens(open, step, before),
      onSettled: (open) => this.#open.get(open.lane.lane)?.delete(open.id),
    });
    this.#submitter = new JobSubmitter(
      pingone,
      this.#progress,
      this.#inFlight,
      { maxTokensPerJob: policy.maxTokensPerJob, writeAheadMs: options.writeAheadMs, signal, now },
      log,
    );
    const { notFoundGraceMs } = options;
    this.#poller = new JobPoller(pingone, this.#progress, { notFoundGraceMs, signal, now, random }, log);
    this.#readBack = new ReadBack(pingone, this.#progress, now, log);
    this.#tokenRevoker = new TokenRevoker(pingone, this.#progress, sealer, now, log);
    const { tokenIndex } = options;
    this.#userFinder = new UserFinder(pingone, this.#progress, log);
    this.#tokenFinder = new OathTokenFinder(pingone, this.#progress, tokenIndex, log);
    this.#sessionEnder = new SessionEnder(pingone, this.#progress, log);
    this.#userSessions = new UserSessionsEnder(pingone, this.#progress, tokenIndex, now, log);
  }

  begin(lane: LaneHandle<Revocation>, restored: ReadonlyMap<string, Revocation>): void {
    const open = new Map([...restored].map(([id, state]) => [id, new OpenRevocation(lane, state)]));
    this.#open.set(lane.lane, open);
    this.takeShare(lane);
    for (const revocation of open.values()) {
      this.restore(revocation);
    }
    for (const revocation of open.values()) {
      this.#progress.resume(revocation);
    }
  }

  accept(lane: LaneHandle<Revocation>, id: string, state: Revocation): void {
    const open = new OpenRevocation(lane, state);
    this.#open.get(lane.lane)?.set(id, open);
    this.#progress.resume(open);
  }

  async drain(lane: LaneHandle<Revocation>): Promise<void> {
    await Promise.all([...(this.#open.get(lane.lane)?.values() ?? [])].map((open) => open.quiet()));
  }

  end(lane: LaneHandle<Revocation>): void {
    for (const open of this.#open.get(lane.lane)?.values() ?? []) {
      open.isLost = true;
      open.state.steps.forEach((_, step) => this.#inFlight.release(groupInJob(open.state, step), open));
    }
    this.#open.delete(lane.lane);
    this.takeShare(lane);
    this.#submitter.wake();
  }

  command(lane: LaneHandle<Revocation>, { kind, work, note }: LaneCommand): void {
    const open = this.#open.get(lane.lane)?.get(work);
    if (kind === 'cancel' && open && !open.isSettling) {
      const message =
        note ?? 'An operator took the revocation back; what had been sent by then ran to its end.';
      this.#progress.decree(
        open,
        withdraw(open.state, { code: 'cancelled-by-operator', message, retryable: true }),
      );
    }
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

  /** How many are open, and since when the oldest is (epoch ms). */
  status(): { readonly open: number; readonly oldestReceivedAt: number | undefined } {
    let count = 0;
    let oldest: number | undefined;
    for (const lane of this.#open.values()) {
      count += lane.size;
      // Insertion order is the order of receipt, so the first of a lane is its oldest.
      const first = lane.values().next().value?.state.receivedAt;
      oldest = first !== undefined && (oldest === undefined || first < oldest) ? first : oldest;
    }
    return { open: count, oldestReceivedAt: oldest };
  }

  /** The process before may have made calls whose answers nobody has: that is where its state stood still. */
  private restore(open: OpenRevocation): void {
    for (const fact of interruptedCalls(open.state)) {
      open.state = evolve(open.state, fact, this.options.policy);
    }
    open.state.steps.forEach((_, step) => this.#inFlight.claim(groupInJob(open.state, step), open));
  }

  /** The rate is for the whole fleet and follows the work: who holds a lane holds its part of the budget. */
  private takeShare({ lanes }: LaneHandle<Revocation>): void {
    this.options.pingone.gate.setShare({ parts: [...this.#open.keys()], of: lanes });
  }

  private carryOut(open: OpenRevocation, action: Exclude<Action, { kind: 'settle' }>): void {
    switch (action.kind) {
      case 'find-user':
        return this.#userFinder.start(open, action);
      case 'find-oath-tokens':
        return this.#tokenFinder.start(open, action);
      case 'end-session':
        return this.#sessionEnder.start(open, action);
      case 'list-sessions':
        return this.#userSessions.list(open, action);
      case 'end-user-sessions':
        return this.#userSessions.end(open, action);
      case 'submit-oath':
        return this.#submitter.start(open, action);
      case 'poll-oath':
        return this.#poller.start(open, action);
      case 'read-back':
        return this.#readBack.start(open, action);
      case 'revoke-token':
        return this.#tokenRevoker.start(open, action);
    }
  }

  /** Tokens that are no longer in a job of this revocation may go into another's. */
  private freeTokens(open: OpenRevocation, step: number, before: Revocation): void {
    const held = groupInJob(before, step);
    if (held.length > 0 && groupInJob(open.state, step).length === 0) {
      this.#inFlight.release(held, open);
      this.#submitter.wake();
    }
  }
}
