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
