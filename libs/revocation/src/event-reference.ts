import type { EventType } from '#libs/contracts';

/** What the outcome says of the event that it answers. */
export interface EventReference {
  readonly eventId: string;
  readonly eventSource: string;
  readonly eventType: EventType;
  readonly environmentId: string;
  readonly userId?: string;
  readonly username?: string;
  readonly externalId?: string;
  readonly sessionId?: string;
  readonly correlationId?: string;
  readonly initiatedBy?: string;
  readonly cause?: string;
  readonly occurredAt?: string;
  readonly traceparent?: string;
}
