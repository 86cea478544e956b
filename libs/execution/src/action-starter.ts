import type { Log } from '#libs/observability';
import type { PingOne } from '#libs/pingone';
import type { Action, RevocationPolicy } from '#libs/revocation';
import { TurnToAct } from './calls/turn-to-act.js';
import type { TokenSealer } from './intake/token-sealer.js';
import { OathTokenFinder } from './lookups/oath-token-finder.js';
import type { TokenIndex } from './lookups/oath-token-index.js';
import { UserFinder } from './lookups/user-finder.js';
import { JobPoller } from './oath-jobs/job-poller.js';
import { JobSubmitter } from './oath-jobs/job-submitter.js';
import { ReadBack } from './oath-jobs/read-back.js';
import type { TokensInFlight } from './oath-jobs/tokens-in-flight.js';
import { TokenRevoker } from './oauth-tokens/token-revoker.js';
import type { OpenRevocation } from './open/open-revocation.js';
import type { Progress } from './open/progress.js';
import { SessionEnder } from './sessions/session-ender.js';
import { SessionVerifier } from './sessions/session-verifier.js';
import { UserSessionsEnder } from './sessions/user-sessions-ender.js';
import type { RevocationTraces } from './tracing/revocation-traces.js';

export interface ActionOptions {
  readonly pingone: PingOne;
  readonly policy: RevocationPolicy;
  readonly sealer: TokenSealer;
  readonly tokenIndex: TokenIndex;
  readonly log: Log;
  /** From a write-ahead to the last moment at which its request may leave, milliseconds. */
  readonly writeAheadMs: number;
  /** How soon after a submit a 404 for its job is eventual consistency, milliseconds. */
  readonly notFoundGraceMs: number;
  /** From the first exception of a step to its next attempt, milliseconds; absent: a second. */
  readonly retryPauseMs?: number;
  /** Epoch milliseconds: what the ledger, outcomes and other machines read. It may be set back or forward at any time. */
  readonly now: () => number;
  /** Monotonic milliseconds: what waits and deadlines of this process are measured with. */
  readonly steady: () => number;
  readonly random: () => number;
}

interface Surroundings {
  readonly progress: Progress;
  readonly inFlight: TokensInFlight;
  readonly traces: RevocationTraces;
  /** Ends what waits on behalf of the whole process. */
  readonly signal: AbortSignal;
}

/** Who carries out which action. */
export class ActionStarter {
  readonly #submitter: JobSubmitter;
  readonly #poller: JobPoller;
  readonly #readBack: ReadBack;
  readonly #tokenRevoker: TokenRevoker;
  readonly #userFinder: UserFinder;
  readonly #tokenFinder: OathTokenFinder;
  readonly #sessionEnder: SessionEnder;
  readonly #userSessions: UserSessionsEnder;
  readonly #sessionVerifier: SessionVerifier;

  constructor(options: ActionOptions, { progress, inFlight, traces, signal }: Surroundings) {
    const { pingone, policy, sealer, tokenIndex, log, writeAheadMs, notFoundGraceMs, now, steady, random } =
      options;
    const { maxTokensPerJob, credentialsDeadlineMs } = policy;
    const submits = { maxTokensPerJob, writeAheadMs, signal, now, steady, traces };
    this.#submitter = new JobSubmitter(pingone, progress, inFlight, submits, log);
    this.#poller = new JobPoller(pingone, progress, { notFoundGraceMs, signal, now, steady, random }, log);
    this.#readBack = new ReadBack(
      pingone,
      progress,
      { now, longestWaitMs: writeAheadMs + policy.inDoubtGraceMs },
      log,
    );
    const turn = new TurnToAct();
    const sessionClock = { now, clockToleranceMs: policy.clockToleranceMs };
    this.#tokenRevoker = new TokenRevoker(
      pingone,
      progress,
      turn,
      sealer,
      { now, credentialsDeadlineMs },
      log,
    );
    this.#userFinder = new UserFinder(pingone, progress, log);
    this.#tokenFinder = new OathTokenFinder(pingone, progress, tokenIndex, log);
    this.#sessionEnder = new SessionEnder(pingone, progress, turn, log);
    this.#userSessions = new UserSessionsEnder(pingone, progress, turn, tokenIndex, sessionClock, log);
    this.#sessionVerifier = new SessionVerifier(pingone, progress, sessionClock, log);
  }

  start(open: OpenRevocation, action: Exclude<Action, { kind: 'settle' }>): void {
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
      case 'verify-session':
        return this.#sessionVerifier.ofOne(open, action);
      case 'verify-user-sessions':
        return this.#sessionVerifier.ofUser(open, action);
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

  /** Tokens are no longer in flight: submits may have waited for them. */
  tokensFreed(): void {
    this.#submitter.wake();
  }
}
