import type { HoldReason } from '#libs/contracts';
import type { Revocation } from '#libs/revocation';
import type { GuardOptions } from './guards.js';

export interface ForeseenHold {
  readonly reason: HoldReason;
  /**
   * - `certain`: it is held as soon as it is read
   * - `when-found`: once PingOne has said whom it means, if it is somebody who is protected or several
   * - `when-many`: if it is one of too many, which only who counts them knows
   */
  readonly when: 'certain' | 'when-found' | 'when-many';
}

/** What the guards will say of an event that has not come yet, as far as that can be known: the rules of `Guards`. */
export function foreseeHolds(
  { event }: Pick<Revocation, 'event'>,
  { massDeprovisioning, protectedUsers }: GuardOptions,
): readonly ForeseenHold[] {
  if (event.eventType !== 'user.deprovisioned') {
    return [];
  }
  if (protectedUsers.has(event)) {
    return [{ reason: 'protected-user', when: 'certain' }];
  }
  const isToBeFound = protectedUsers.areListedById && event.userId === undefined;
  return [
    ...(isToBeFound ? [{ reason: 'protected-user', when: 'when-found' } as const] : []),
    ...(massDeprovisioning ? [{ reason: 'mass-deprovisioning', when: 'when-many' } as const] : []),
  ];
}
