import type { OathTokensFact } from './oath-tokens/oath-tokens-facts.js';
import type { OauthTokenFact } from './oauth-token/oauth-token-facts.js';
import type { SessionFact } from './sessions/session-step.js';
import type { UserSessionsFact } from './sessions/user-sessions-step.js';
import type { FindUserFact } from './user/find-user.js';

/** What happened, and to which step (its index in the plan, which never changes). */
export type Fact = { readonly step: number } & (
  FindUserFact | OauthTokenFact | SessionFact | UserSessionsFact | OathTokensFact | InternalErrorFact
);

/** An action of the step ended in an exception: a fault of this service, not of the event, nor of PingOne. */
interface InternalErrorFact {
  readonly kind: 'internal-error';
}
