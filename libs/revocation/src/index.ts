export type { Action } from './actions.js';
export { decide, groupInJob, interruptedCalls } from './decide.js';
export { evolve } from './evolve.js';
export type { Fact } from './facts.js';
export { toOutcome } from './outcome.js';
export { planRevocation, type PresentedToken, type RevocationRequest, type TokenClaims } from './plan.js';
export { withdraw } from './withdraw.js';
export type { RevocationPolicy } from './policy.js';
export type { EventReference, Origin, Replay, Revocation } from './revocation.js';
