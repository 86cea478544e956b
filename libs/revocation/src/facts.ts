import type { OathTokensFact } from './oath-tokens/oath-tokens-facts.js';
import type { OauthTokenFact } from './oauth-token/oauth-token-facts.js';

/** What happened, and to which step (its index in the plan, which never changes). */
export type Fact = { readonly step: number } & (OathTokensFact | OauthTokenFact);
