import { time } from '../../cli/words.js';
import type { LaneView, OpenEntry } from '../../ledger/lane-view.js';
import { readOpenRevocation } from '../../ledger/open-revocation.js';

export const HOLD_REASONS = ['mass-deprovisioning', 'protected-user'] as const;

/** A revocation that waits for a decision. */
export interface Held {
  readonly lane: number;
  readonly revocationId: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly who: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly since: string;
  readonly detail?: string;
}

/** The longest held first. */
export function heldIn(lanes: readonly LaneView[], reason?: string): readonly Held[] {
  return lanes
    .flatMap(({ open }) => [...open.values()].flatMap((entry) => heldOf(entry) ?? []))
    .filter((held) => reason === undefined || held.reason === reason)
    .sort((a, b) => a.since.localeCompare(b.since));
}

/** Undefined where nobody holds it. Read with tolerance: the entry belongs to the service. */
export function heldOf({ lane, id, entry }: OpenEntry): Held | undefined {
  const hold = objectOf(objectOf(entry)['hold']);
  const { reason, since, detail } = hold;
  if (typeof reason !== 'string' || typeof since !== 'number') {
    return undefined;
  }
  const { eventId, eventType, who } = readOpenRevocation(id, entry);
  return {
    lane,
    revocationId: id,
    ...(eventId !== undefined && { eventId }),
    ...(eventType !== undefined && { eventType }),
    who,
    reason,
    since: time(since),
    ...(typeof detail === 'string' && { detail }),
  };
}

export interface Approval {
  readonly at?: string;
  readonly by?: string;
}

/** Of an open revocation that was held, and is not any more. */
export function approvalOf({ entry }: OpenEntry): Approval | undefined {
  const approved = objectOf(entry)['approved'];
  if (typeof approved !== 'object' || approved === null) {
    return undefined;
  }
  const { at, by } = objectOf(approved);
  return {
    ...(typeof at === 'string' && { at }),
    ...(typeof at === 'number' && { at: time(at) }),
    ...(typeof by === 'string' && { by }),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
