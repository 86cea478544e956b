import type { WaitReason } from '../answer.js';
import type { Trouble } from '../trouble.js';

/** What a call tells the gate about the health of PingOne. Says nothing of the request itself: a 404 is a healthy answer. */
export type CallReport =
  | { readonly kind: 'served' }
  /** 429: the budget of everybody may be too high. */
  | { readonly kind: 'limited'; readonly retryAfterMs?: number }
  | {
      readonly kind: 'unserved';
      readonly reason: ClosingReason;
      /** Why, for people. */
      readonly trouble?: Trouble;
      readonly retryAfterMs?: number;
    }
  /** Nothing was sent after all. */
  | { readonly kind: 'unused' };

export type ClosingReason = Exclude<WaitReason, 'rate-limited'>;

/** A rate is counted by the second, and a pause that lets it recover is not much longer. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * A 429 that asks for more speaks of a quota of what was asked for, not of the
 * rate of this second: it is said to its scope, and silences nothing else.
 */
export function asksForLong(report: CallReport): boolean {
  return report.kind === 'limited' && (report.retryAfterMs ?? 0) > LONGEST_PAUSE_MS;
}
