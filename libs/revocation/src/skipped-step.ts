/**
 * A remedy that was left out, by policy. It is shown in the outcome "so that
 * nobody takes 'completed' for more than it was" (design, roll-up).
 */
export type SkippedStep =
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'user-sessions' }
  | { readonly kind: 'oath-tokens-left'; readonly requested: number; readonly forceUnpair: boolean };
