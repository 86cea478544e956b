/** The events this service answers, by the default names of their topics. */
export const EVENT_TYPES = ['user.deprovisioned', 'session.terminated'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Why access ends. `leave` is temporary: it leaves OATH tokens alone unless policy says otherwise. */
export const CAUSES = ['leaver', 'leave', 'compromise'] as const;

export type Cause = (typeof CAUSES)[number];
