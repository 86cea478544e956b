import type { LeftBecause } from '#libs/contracts';
import type { EventReference } from './event-reference.js';
import type { RevocationPolicy } from './policy.js';

/** What tells whether a person may have come back since the event. */
export interface Circumstances {
  readonly event: Pick<EventReference, 'occurredAt' | 'cause'>;
  readonly origin: {
    /** Of the record, epoch milliseconds. */
    readonly publishedAt?: number;
  };
  readonly replay?: { readonly everything?: true };
  readonly isLate?: true;
  /** What is known of the account without a call for it. */
  readonly account?: { readonly createdAt?: string };
}

type Tolerance = Pick<RevocationPolicy, 'clockToleranceMs'>;

/**
 * Why something that was found is left in place; undefined where it is to be ended.
 *
 * The default is to end what is there at the time of the work: who leaves at midnight
 * and works on until ten keeps nothing. Only evidence that the person is back leaves
 * what is newer than the event: an account made since, or an event that comes late.
 */
export function leftBecause(
  circumstances: Circumstances,
  createdAt: string | undefined,
  policy: Tolerance,
): LeftBecause | undefined {
  const { event, replay, isLate, account } = circumstances;
  if (event.cause === 'compromise' || replay?.everything) {
    return undefined;
  }
  if (isNewer(circumstances, account?.createdAt, policy)) {
    return 'newer-account'; // What belongs to an account is no older than it.
  }
  return (isLate || replay) && isNewer(circumstances, createdAt, policy) ? 'late-event' : undefined;
}

/**
 * Made after the event occurred, by more than clocks may differ. An event that does not
 * say when it occurred had done so by the time it was published. Unknown times count as older.
 */
function isNewer(
  { event, origin }: Circumstances,
  createdAt: string | undefined,
  { clockToleranceMs }: Tolerance,
): boolean {
  const occurred = event.occurredAt === undefined ? origin.publishedAt : Date.parse(event.occurredAt);
  return (
    occurred !== undefined && createdAt !== undefined && Date.parse(createdAt) > occurred + clockToleranceMs
  );
}

/** Read so long after it was published that the person may have come back in between. */
export function comesLate(
  { publishedAt, receivedAt }: { readonly publishedAt?: number; readonly receivedAt: number },
  { lateEventMs, clockToleranceMs }: Tolerance & Pick<RevocationPolicy, 'lateEventMs'>,
): boolean {
  return publishedAt !== undefined && receivedAt - publishedAt > lateEventMs + clockToleranceMs;
}
