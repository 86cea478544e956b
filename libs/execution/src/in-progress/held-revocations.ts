import type { HoldReason } from '#libs/contracts';
import type { Log } from '#libs/observability';
import type { Hold } from '#libs/revocation';
import type { ActiveRevocation } from './active-revocation.js';

export interface HeldStatus {
  readonly byReason: Readonly<Record<HoldReason, number>>;
  /** Epoch ms. */
  readonly oldestSince: number | undefined;
}

/** The revocations of this process that wait for an operator. */
export class HeldRevocations {
  readonly #held = new Map<ActiveRevocation, Hold>();

  constructor(private readonly log: Log) {}

  /** Takes in what the state says now, and says it where it is news. */
  note(open: ActiveRevocation, news: 'new' | 'known'): void {
    const { hold, event } = open.state;
    if (!hold) {
      this.#held.delete(open);
      return;
    }
    this.#held.set(open, hold);
    if (news === 'new') {
      const { reason, detail } = hold;
      const fields = { revocationId: open.id, eventId: event.eventId, lane: open.lane.lane, reason };
      this.log.warn(
        detail === undefined ? fields : { ...fields, detail },
        'A revocation is held: nothing is done before an operator approves or rejects it.',
      );
    }
  }

  delete(open: ActiveRevocation): void {
    this.#held.delete(open);
  }

  status(): HeldStatus {
    const byReason: Record<HoldReason, number> = { 'mass-deprovisioning': 0, 'protected-user': 0 };
    let oldestSince: number | undefined;
    for (const { reason, since } of this.#held.values()) {
      byReason[reason] += 1;
      oldestSince = Math.min(since, oldestSince ?? since);
    }
    return { byReason, oldestSince };
  }
}
