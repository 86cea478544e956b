import type { Certainty, CountUnknownBecause, EvidenceItem, Failure } from '#libs/contracts';
import type { Left } from '../left.js';
import type { SessionsReadBack } from './sessions-read-back.js';

/** All sessions of a user: at most ten, as PingOne keeps no more. */
export interface UserSessionsStep {
  readonly kind: 'user-sessions';
  readonly phase: UserSessionsPhase;
}

export type UserSessionsPhase =
  | { readonly at: 'ready' }
  | {
      readonly at: 'listed' | 'calling';
      /** Still to be ended. */
      readonly sessionIds: readonly string[];
      /** Calls of ours were never answered: a session that is not there any more was most likely ours. */
      readonly unacknowledged: boolean;
      /** What earlier rounds came to; absent in the first. */
      readonly before?: SessionRounds;
      readonly left?: Left;
    }
  /** They were ended; are there others by now, or is one of them still there? */
  | ({
      readonly at: 'verifying';
      /** All that were to be ended, of all rounds. */
      readonly sessionIds: readonly string[];
      readonly failure?: Failure;
      readonly left?: Left;
    } & Omit<SessionRounds, 'sessionIds'>)
  | {
      readonly at: 'settled';
      readonly ended: number | null;
      /** How those that are counted are known to have ended by us. */
      readonly certainty?: Certainty;
      /** Why `ended` is null, where the sessions were listed. */
      readonly countUnknownBecause?: CountUnknownBecause;
      readonly failure?: Failure;
      readonly verified?: SessionsReadBack;
      readonly left?: Left;
    };

/** What the rounds of ending and listing again have come to. */
export interface SessionRounds {
  readonly sessionIds: readonly string[];
  readonly ended: number;
  /** Some of them are counted because a call of ours went unanswered. */
  readonly inferred?: true;
  /** Those of `sessionIds` that `ended` does not count. */
  readonly uncounted?: readonly string[];
  /** How many there were; absent for one. */
  readonly round?: number;
}

export interface ListedSession {
  readonly id: string;
  readonly createdAt?: string;
}

export type UserSessionsFact =
  | {
      readonly kind: 'sessions-listed';
      /** Without those that have expired. */
      readonly sessions: readonly ListedSession[];
      readonly evidence: EvidenceItem;
    }
  /** The write-ahead of all of them. */
  | { readonly kind: 'sessions-ending' }
  | { readonly kind: 'sessions-not-ending' }
  | { readonly kind: 'sessions-unknown' }
  | {
      readonly kind: 'sessions-ended';
      /** Ids. */
      readonly ended: readonly string[];
      /** Of the ended, some were answered by 404 after a call that had no answer. */
      readonly inferred?: true;
      /** Answered by 404. */
      readonly missing: readonly string[];
      readonly failure?: Failure;
      readonly evidence?: EvidenceItem;
    }
  | {
      readonly kind: 'sessions-verified';
      /** Epoch milliseconds. */
      readonly at: number;
      /** Those that are there now, without the expired; absent: PingOne did not show them. */
      readonly sessions?: readonly ListedSession[];
      readonly evidence?: EvidenceItem;
    }
  | { readonly kind: 'sessions-failed'; readonly failure: Failure; readonly evidence?: EvidenceItem };
