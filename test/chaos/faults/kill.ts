import { SESSION_TIMEOUT_MS } from '../field/service-settings.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { withSubmitInFlight } from './victims.js';

const TAKEOVER_WITHIN_MS = 60_000;

/** kill -9 of an instance that waits for the answer to a submit; another one is started later. */
export const kill: Fault = {
  name: 'kill',
  track: 'processes',
  inject: async ({ field: { fleet }, dice, signal }) => {
    const { instance, lanes, submits } = await withSubmitInFlight({ fleet }, signal);
    const at = Date.now();
    await instance.kill();
    return {
      lastsMs: dice.int(0, SESSION_TIMEOUT_MS + 2_000),
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
          facts: { victim: instance.name, submits, lanes: lanes.join(), takeoverMs: takeoverMs ?? 'never' },
        };
      },
    };
  },
};
