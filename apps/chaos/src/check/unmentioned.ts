import { isLeft } from './account.js';
import type { Observed } from './observed.js';
import { outcomesOf } from './revisions.js';

/** A session that PingOne still has. */
interface LiveSession {
  readonly id: string;
  readonly userId: string;
}

/** Sessions of leavers that are alive at the end, and of which the last outcome says nothing (P3). */
export function unmentioned(
  { events, outcomes }: Observed,
  sessions: readonly LiveSession[],
): readonly string[] {
  const byOrigin = Map.groupBy(outcomes, ({ origin }) => origin);
  const alive = Map.groupBy(sessions, ({ userId }) => userId);
  return events.flatMap((event) => {
    const { identity, item } = event;
    const { userId } = item;
    const left = userId === undefined ? undefined : alive.get(userId);
    const outcome = outcomesOf(event, byOrigin).at(-1)?.outcome;
    return left && outcome && outcome.status !== 'failed' && !outcome.steps.some(isLeft)
      ? [
          `event ${identity}: ${left.length} sessions of ${userId ?? ''} are alive, and the outcome is ${outcome.status}`,
        ]
      : [];
  });
}
