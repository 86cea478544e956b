import type { WaitReason } from '../answer.js';
import type { Trouble } from '../trouble.js';

/** What a call tells the gate about the health of PingOne. Says nothing of the request itself: a 404 is a healthy answer. */
export type CallReport =
  | { readonly kind: 'served' }
  /** 429: the budget of everybody is too high. */
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
