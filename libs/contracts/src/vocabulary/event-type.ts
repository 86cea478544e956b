/** The events this service answers, by the default names of their topics. */
export const EVENT_TYPES = ['user.deprovisioned', 'session.terminated'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Why access ends. `leave` is temporary: it leaves OATH tokens alone unless policy says otherwise. */
export const CAUSES = ['leaver', 'leave', 'compromise'] as const;

export type Cause = (typeof CAUSES)[number];

/** The guards that may hold a revocation. */
export const HOLD_REASONS = ['mass-deprovisioning', 'protected-user'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** How an operator ends a hold. */
export const HOLD_DECISIONS = ['approved', 'rejected', 'cancelled'] as const;
export type HoldDecision = (typeof HOLD_DECISIONS)[number];
