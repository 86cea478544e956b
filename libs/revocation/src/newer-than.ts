import type { EventReference } from './event-reference.js';

/** Whether something was made after the event occurred: then the event did not mean it. Unknown times count as older. */
export function isNewerThan({ occurredAt }: EventReference, createdAt: string | undefined): boolean {
  return (
    occurredAt !== undefined && createdAt !== undefined && Date.parse(createdAt) > Date.parse(occurredAt)
  );
}
