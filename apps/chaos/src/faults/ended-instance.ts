import type { Evidence, Strike, StrikeContext } from './fault.js';
import { consequence } from './opportunity.js';
import type { Victim } from './victims.js';

const TAKEOVER_WITHIN_MS = 120_000;

export interface End {
  /** Epoch milliseconds. */
  readonly at: number;
  /** How long no other instance is started in its place. */
  readonly lastsMs: number;
  readonly facts?: Evidence['facts'];
  readonly broken?: readonly string[];
}

/** An instance has ended with a submit in flight: others must take all of its lanes, and another one is started. */
export function endedInstance(
  { instance, lanes, submits }: Victim,
  { testbed: { fleet }, signal }: StrikeContext,
  { at, lastsMs, facts = {}, broken = [] }: End,
): Strike {
  return {
    lastsMs,
    heal: async () => {
      await fleet.start();
    },
    evidence: async () => {
      const takeoverMs = await consequence(() => fleet.takenOverAfter(lanes, instance, at), {
        signal,
        withinMs: TAKEOVER_WITHIN_MS,
      });
      return {
        landed: submits > 0 && takeoverMs !== undefined,
        moves: fleet.movesOf(lanes, instance, at),
        facts: {
          victim: instance.name,
          submits,
          lanes: lanes.join(),
          ...facts,
          takeoverMs: takeoverMs ?? 'never',
        },
        broken,
      };
    },
  };
}
