import type { LaneHandle } from '#libs/lanes';
import type { Hold, Revocation } from '#libs/revocation';
import { MassGuard, type MassGuardOptions } from './mass-guard.js';
import type { ProtectedUsers } from './protected-users.js';

export interface GuardOptions {
  /** Absent: off. */
  readonly massDeprovisioning?: MassGuardOptions;
  readonly protectedUsers: ProtectedUsers;
}

export interface Verdict {
  readonly hold?: Hold;
  /** To be saved with the revocation. */
  readonly note?: object;
}

/**
 * What an operator has to see before it is done. Only deprovisionings: ending a
 * session costs its user a new login, deleting tokens cannot be undone.
 */
export class Guards {
  readonly #mass: MassGuard | undefined;

  constructor(
    private readonly options: GuardOptions,
    private readonly now: () => number,
  ) {
    this.#mass = options.massDeprovisioning && new MassGuard(options.massDeprovisioning);
  }

  begin(lane: LaneHandle<Revocation>, note: unknown): void {
    this.#mass?.begin(lane, note);
  }

  end(lane: LaneHandle<Revocation>): void {
    this.#mass?.end(lane);
  }

  /**
   * Of a revocation that is new to its lane: repeats never get here. What an
   * operator has replayed was decided by an operator: it neither counts nor is
   * held as one of too many, but a protected user stays protected.
   */
  judge(lane: LaneHandle<Revocation>, { event, replay }: Revocation): Verdict {
    if (event.eventType !== 'user.deprovisioned') {
      return {};
    }
    const since = this.now();
    const mass = replay ? undefined : this.#mass?.count(lane, since);
    const note = mass ? { note: mass.note } : {};
    if (this.options.protectedUsers.has(event)) {
      return { ...note, hold: { reason: 'protected-user', since } };
    }
    return mass?.isOver
      ? { ...note, hold: { reason: 'mass-deprovisioning', since, detail: mass.detail } }
      : note;
  }

  /** Once PingOne has said whom the event means, or that it cannot tell. */
  judgeFound(revocation: Revocation): Hold | undefined {
    const { event, approved, hold, steps } = revocation;
    const found = steps.find((step) => step.kind === 'find-user')?.phase;
    const isDecided = hold !== undefined || approved?.reason === 'protected-user';
    if (found?.at !== 'settled' || isDecided || event.eventType !== 'user.deprovisioned') {
      return undefined;
    }
    const since = this.now();
    const { protectedUsers } = this.options;
    if ('userId' in found) {
      return protectedUsers.has(found) ? { reason: 'protected-user', since } : undefined;
    }
    return protectedUsers.areListedById && found.failure.code === 'user-ambiguous'
      ? { reason: 'protected-user', since, detail: 'the name fits several users' }
      : undefined;
  }
}
