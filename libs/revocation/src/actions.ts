import type { OathSearch, ReadBackReason, RunningJob, TokenGroup } from './oath-tokens/oath-tokens-step.js';
import type { OauthTokenFact, Pending } from './oauth-token/oauth-token-step.js';
import type { OathTokensFact } from './oath-tokens/oath-tokens-facts.js';
import type { SessionFact } from './sessions/session-step.js';
import type { UserSessionsFact } from './sessions/user-sessions-step.js';
import type { FindUserFact } from './find-user.js';

/** What is to be done next for one step; `settle` once for the whole. Times are epoch milliseconds. */
export type Action =
  | {
      readonly kind: 'find-user';
      readonly step: number;
      readonly by: 'username' | 'externalId';
      readonly value: string;
    }
  | {
      readonly kind: 'find-oath-tokens';
      readonly step: number;
      readonly search: OathSearch;
      readonly userId?: string;
    }
  | { readonly kind: 'end-session'; readonly step: number; readonly sessionId: string }
  | { readonly kind: 'list-sessions'; readonly step: number; readonly userId: string }
  | {
      readonly kind: 'end-user-sessions';
      readonly step: number;
      readonly userId: string;
      readonly sessionIds: readonly string[];
    }
  | { readonly kind: 'verify-session'; readonly step: number; readonly sessionId: string }
  | {
      readonly kind: 'verify-user-sessions';
      readonly step: number;
      readonly userId: string;
      /** How often sessions were ended: what appears again and again needs a pause. */
      readonly round: number;
    }
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

/** What happened, and to which step (its index in the plan, which never changes). */
export type Fact = { readonly step: number } & (
  FindUserFact | OauthTokenFact | SessionFact | UserSessionsFact | OathTokensFact | InternalErrorFact
);

/** An action of the step ended in an exception: a fault of this service, not of the event, nor of PingOne. */
interface InternalErrorFact {
  readonly kind: 'internal-error';
}
