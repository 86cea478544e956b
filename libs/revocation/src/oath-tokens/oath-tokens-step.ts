import type { CountUnknownBecause, Failure } from '#libs/contracts';
import type { Left } from '../left.js';

/**
 * The OATH tokens of one event. Tokens travel in groups, because a job takes a
 * bounded number and because a job that fails is taken apart to find the token
 * at fault. One group is under way at a time.
 *
 * Invariant: gone + remaining + unknown + the tokens of `waiting` and `phase` = requested.
 */
export interface OathTokensStep {
  readonly kind: 'oath-tokens';
  readonly forceUnpair: boolean;
  /** Null until they are found, and where they cannot be. */
  readonly requested: number | null;
  readonly waiting: readonly TokenGroup[];
  readonly phase: OathPhase;
  /** Verified or counted to be gone. */
  readonly gone: number;
  /** Given up: they still exist, or a job's deadline left them behind. */
  readonly remaining: number;
  /** Of the remaining: newer than the event, and of a person who may be back. */
  readonly left?: Left;
  /** PingOne would not say whether they exist. */
  readonly unknown: number;
  /**
   * How many of the gone were revoked by us; null as soon as PingOne's count of a
   * shared job cannot be attributed. "A 404 alone is not evidence of a revocation."
   */
  readonly revoked: number | null;
  readonly countedBy: 'job' | 'read-back' | 'inferred';
  /** The first reason why `revoked` is null. */
  readonly countUnknownBecause?: CountUnknownBecause;
  readonly jobIds: readonly string[];
  /** What reading back has shown so far: when the last one was read (epoch ms), and how many were gone. */
  readonly readBack?: { readonly at: number; readonly gone: number };
  /** The first reason why a token remained. */
  readonly failure?: Failure;
}

export interface TokenGroup {
  readonly tokenIds: readonly string[];
  /** `shared`: may go into a job with other events' tokens. `alone`: has a job of its own, so that its count is attributable. */
  readonly sharing: 'shared' | 'alone';
  /** Submits of these tokens that came to nothing so far. */
  readonly attempts: number;
  /** A submit of ours that covered these tokens was never answered: if they are gone, it was most likely ours. */
  readonly inDoubt: boolean;
  /** PingOne has shown each of them at some time: they existed. */
  readonly seen?: true;
}

/** What the tokens are to be found by. `tokenIds` are known already, and only their owners are to be checked. */
export interface OathSearch {
  readonly by: 'user' | 'serial-numbers' | 'token-ids';
  readonly serialNumbers?: readonly string[];
  readonly tokenIds?: readonly string[];
}

export type OathPhase =
  | { readonly at: 'finding'; readonly search: OathSearch }
  | { readonly at: 'ready'; readonly group: TokenGroup }
  /** The write-ahead. After `notAfter` (epoch ms) nobody may send this submit any more. */
  | {
      readonly at: 'submitting';
      readonly group: TokenGroup;
      readonly batchId: string;
      readonly notAfter: number;
    }
  | ({ readonly at: 'polling'; readonly group: TokenGroup } & RunningJob)
  | { readonly at: 'reading-back'; readonly group: TokenGroup; readonly because: ReadBackReason }
  | { readonly at: 'settled' };

export interface RunningJob {
  readonly jobId: string;
  /** Distinct tokens in the whole job, over all its events. */
  readonly jobTotal: number;
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  readonly deadline: number;
}

/** Why the tokens are looked at one by one; it decides what their absence means. */
export type ReadBackReason =
  | { readonly kind: 'short-count'; readonly revoked: number | null; readonly jobTotal: number }
  | {
      readonly kind: 'job-failed';
      readonly revoked: number | null;
      readonly jobTotal: number;
      readonly failure: Failure;
    }
  | { readonly kind: 'request-rejected'; readonly failure: Failure }
  /** Not before `notBefore` (epoch ms): the submit may still be on its way. */
  | { readonly kind: 'submit-unknown'; readonly notBefore: number }
  | { readonly kind: 'job-lost'; readonly notBefore: number }
  | { readonly kind: 'deadline-exceeded' }
  /** The count was full; policy wants it confirmed. */
  | { readonly kind: 'verification' };
