import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { withSubmitInFlight } from './victims.js';

const TAKEOVER_WITHIN_MS = 60_000;

/** SIGTERM under load: the instance ends its calls, leaves the group, and the others go on; another one is started. */
export const terminate: Fault = {
  name: 'terminate',
  track: 'processes',
  inject: async ({ field: { fleet }, dice, signal }) => {
    const { instance, lanes, submits } = await withSubmitInFlight({ fleet }, signal);
    const at = Date.now();
    const end = await instance.terminate();
    const tookMs = Date.now() - at;
    return {
      lastsMs: dice.int(0, 3_000),
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
            tookMs,
            takeoverMs: takeoverMs ?? 'never',
          },
          broken: end === 0 ? [] : [`${instance.name} ended with ${end} after SIGTERM`],
        };
      },
    };
  },
};
