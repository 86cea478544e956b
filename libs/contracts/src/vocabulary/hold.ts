/** The guards that may hold a revocation. */
export const HOLD_REASONS = ['mass-deprovisioning', 'protected-user'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** How an operator ends a hold. */
export const HOLD_DECISIONS = ['approved', 'rejected', 'cancelled'] as const;
export type HoldDecision = (typeof HOLD_DECISIONS)[number];
