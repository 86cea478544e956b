import type { EvidenceItem, Failure } from '#libs/contracts';
import type { EventReference } from './event-reference.js';
import type { EndedHold, Hold } from './hold.js';
import type { OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { SessionStep } from './sessions/session-step.js';
import type { UserSessionsStep } from './sessions/user-sessions-step.js';
import type { Account, FindUserStep } from './find-user.js';

/**
 * One event's plan and how far it has come. Immutable, plain JSON: this is what
 * the ledger holds while it is open, so it carries tokens in sealed form only (P6).
 */
export interface Revocation {
  readonly id: string;
  readonly event: EventReference;
  readonly origin: Origin;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Set where an operator had the event carried out again. */
  readonly replay?: Replay;
  /** It was read long after it was published. */
  readonly isLate?: true;
  /** Set where it may have been answered before, by a ledger that has lost data since. */
  readonly afterLoss?: AfterLoss;
  /** Nothing is begun until an operator decides. */
  readonly hold?: Hold;
  /** The last hold that an operator has lifted. */
  readonly approved?: EndedHold;
  /** The hold that it was in when an operator took it back. */
  readonly dismissed?: EndedHold;
  /** An operator has taken it back: nothing more is begun, and this is why. */
  readonly withdrawn?: Failure;
  readonly steps: readonly Step[];
  /** Exceptions of this service by step; absent before the first. */
  readonly internalErrors?: Readonly<Record<number, number>>;
  readonly evidence: readonly EvidenceItem[];
}

export interface Replay {
  /** Of the command. */
  readonly id: string;
  readonly requestedAt: string;
  /** Of the outcome: 1 where none was published before, or none is remembered. */
  readonly revision: number;
  /** CloudEvents id of the outcome before. */
  readonly supersedes?: string;
  /** All that is there now is meant, whatever its age. */
  readonly everything?: true;
}

export interface AfterLoss {
  /** ISO 8601: when an operator decided to go on without what was lost. */
  readonly acceptedAt: string;
  /** Of the outcome, at least. */
  readonly revision: number;
}

/** Of its outcome. */
export function revisionOf({ replay, afterLoss }: Pick<Revocation, 'replay' | 'afterLoss'>): number {
  return Math.max(replay?.revision ?? 1, afterLoss?.revision ?? 1);
}

/** Where the event was read. `key` is the record's key as text, so that the outcome lands beside it. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  /** Epoch milliseconds; kept where the event does not say when it occurred. */
  readonly publishedAt?: number;
  /** The event says a time that has no meaning. */
  readonly time?: 'not-understood';
}

export type Step =
  FindUserStep | OauthTokenStep | SessionStep | UserSessionsStep | OathTokensStep | SkippedStep;

/**
 * A remedy that was left out, by policy. It is shown in the outcome "so that
 * nobody takes 'completed' for more than it was" (design, roll-up).
 */
export interface SkippedStep {
  readonly kind: 'skipped';
  readonly what:
    | { readonly kind: 'session'; readonly sessionId: string }
    | { readonly kind: 'user-sessions' }
    | { readonly kind: 'oath-tokens'; readonly requested: number | null; readonly forceUnpair: boolean };
}

/** PingOne's id of the user, as the event names it or as it was found. */
export function userIdOf({ event, steps }: Revocation): string | undefined {
  const found = steps.find((step) => step.kind === 'find-user')?.phase;
  return event.userId ?? (found?.at === 'settled' && 'userId' in found ? found.userId : undefined);
}

/** What PingOne said of the user where it was asked for the id. */
export function accountOf({ steps }: Pick<Revocation, 'steps'>): Account | undefined {
  const found = steps.find((step) => step.kind === 'find-user')?.phase;
  return found?.at === 'settled' && 'userId' in found ? found.account : undefined;
}

/** A step that needs nothing more, with its verdict. */
export function isSettled(step: Step): boolean {
  return step.kind === 'skipped' || step.phase.at === 'settled';
}
