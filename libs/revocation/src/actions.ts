import type { ReadBackReason, RunningJob, TokenGroup } from './oath-tokens/oath-tokens-step.js';
import type { Pending } from './oauth-token/oauth-token-step.js';

/** What is to be done next for one step; `settle` once for the whole. Times are epoch milliseconds. */
export type Action =
  | {
      readonly kind: 'submit-oath';
      readonly step: number;
      readonly group: TokenGroup;
      readonly forceUnpair: boolean;
    }
  | ({ readonly kind: 'poll-oath'; readonly step: number; readonly group: TokenGroup } & RunningJob)
  | {
      readonly kind: 'read-back';
      readonly step: number;
      readonly tokenIds: readonly string[];
      readonly notBefore: number;
      readonly because: ReadBackReason['kind'];
    }
  | {
      readonly kind: 'revoke-token';
      readonly step: number;
      readonly pending: Pending;
      readonly until?: number;
    }
  | { readonly kind: 'settle' };
