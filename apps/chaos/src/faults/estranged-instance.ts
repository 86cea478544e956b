import type { Evidence, Strike, StrikeContext } from './fault.js';
import { consequence } from './opportunity.js';
import type { Victim } from './victims.js';

const OTHERS_TAKE_OVER_WITHIN_MS = 30_000;
const FENCED_WITHIN_MS = 15_000;

export interface Absence {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Longer than a session. */
  readonly lastsMs: number;
  /** Ends it. */
  readonly end: () => void;
  /** What is to be said of what it did, when it is back since then. Epoch milliseconds. */
  readonly findings: (backAt: number) => Promise<Required<Pick<Evidence, 'facts' | 'broken'>>>;
}

/**
 * An instance is out of touch until others have all of its lanes, and lives on.
 * That has landed when it then tried to write and Kafka refused it, as seen on the wire.
 */
export function estrangedInstance(
  { instance, lanes, submits }: Victim,
  { testbed: { fleet, observer }, signal }: StrikeContext,
  { since, lastsMs, end, findings }: Absence,
): Strike {
  let backAt = 0;
  let takeoverMs: number | undefined;
  return {
    lastsMs,
    heal: async () => {
      takeoverMs = await consequence(() => fleet.takenOverAfter(lanes, instance, since), {
        signal,
        withinMs: OTHERS_TAKE_OVER_WITHIN_MS,
      });
      backAt = Date.now();
      end();
    },
    evidence: async () => {
      const fenced = await consequence(
        () => observer.fenced.find(({ clientId, at }) => clientId === instance.clientId && at >= backAt),
        { signal, withinMs: FENCED_WITHIN_MS },
      );
      const { facts, broken } = await findings(backAt);
      return {
        landed: takeoverMs !== undefined && fenced !== undefined,
        facts: {
          victim: instance.name,
          submits,
          lanes: lanes.join(),
          awayMs: backAt - since,
          takeoverMs: takeoverMs ?? 'never',
          fenced: fenced?.api ?? 'never',
          ...facts,
        },
        broken,
      };
    },
  };
}
