import type { Log } from '#libs/observability';
import type { PingOne } from '#libs/pingone';
import type { RevocationPolicy } from '#libs/revocation';
import type { FreshMembership } from './calls/fresh-membership.js';
import type { TokenIndex } from './lookups/oath-token-index.js';
import type { TokenSealer } from './oauth-tokens/token-sealer.js';
import type { RevocationTraces } from './in-progress/revocation-traces.js';
import type { StateWriter } from './in-progress/state-writer.js';
import type { TokensInFlight } from './in-progress/tokens-in-flight.js';

/** What the carrying out of actions takes from outside. */
export interface ExecutionOptions {
  readonly pingone: PingOne;
  readonly policy: RevocationPolicy;
  readonly sealer: TokenSealer;
  readonly tokenIndex: TokenIndex;
  readonly log: Log;
  /** From a write-ahead to the last moment at which its request may leave, milliseconds. */
  readonly writeAheadMs: number;
  /** How soon after a submit a 404 for its job is eventual consistency, later a lost job, milliseconds. */
  readonly notFoundGraceMs: number;
  /** Epoch milliseconds: what the ledger, outcomes and other machines read. It may be set back or forward at any time. */
  readonly now: () => number;
  /** Monotonic milliseconds: what waits and deadlines of this process are measured with. */
  readonly steady: () => number;
  readonly random: () => number;
}

/** What executors are made of; each takes its part of it. */
export interface ExecutorContext extends ExecutionOptions {
  readonly writer: StateWriter;
  readonly inFlight: TokensInFlight;
  readonly membership: FreshMembership;
  readonly traces: RevocationTraces;
  /** Ends what waits on behalf of the whole process. */
  readonly signal: AbortSignal;
}
