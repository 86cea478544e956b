import type { EventReference } from './event-reference.js';

/** What tells of a revocation when its event occurred. */
export interface Occurrence {
  readonly event: Pick<EventReference, 'occurredAt'>;
  readonly origin: {
    /** Of the record, epoch milliseconds. */
    readonly publishedAt?: number;
  };
}

/**
 * Whether something was made after the event occurred: then the event did not mean it.
 * An event that does not say when it occurred had done so by the time it was published.
 * Unknown times count as older.
 */
export function isNewerThan({ event, origin }: Occurrence, createdAt: string | undefined): boolean {
  const occurred = event.occurredAt === undefined ? origin.publishedAt : Date.parse(event.occurredAt);
  return occurred !== undefined && createdAt !== undefined && Date.parse(createdAt) > occurred;
}
