import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { withSubmitInFlight } from './victims.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEPS_MS = [-HOUR_MS, -10 * MINUTE_MS, -MINUTE_MS, MINUTE_MS, HOUR_MS];
const OBEYS_WITHIN_MS = 10_000;
const READY_WITHIN_MS = 180_000;

/** The wall clock of a running instance is set back or forward, and put right again some seconds later. */
export const clockSteps: Fault = {
  name: 'clock-steps',
  track: 'processes',
  inject: async ({ testbed, dice, signal }) => {
    const { instance, submits, lanes } = await withSubmitInFlight(testbed, signal);
    const offsetMs = dice.pick(STEPS_MS);
    const obeys = (ms: number) =>
      consequence(() => instance.clockShows(ms), { signal, withinMs: OBEYS_WITHIN_MS });
    const since = Date.now();
    instance.setClock(offsetMs);
    const stepped = await obeys(offsetMs);
    let righted: true | undefined;
    return {
      lastsMs: dice.int(2_000, 20_000),
      heal: async () => {
        if (instance.state === 'running') {
          instance.setClock(0);
          righted = await obeys(0);
        }
      },
      evidence: async () => {
        const readyMs = await consequence(
          async () =>
            (await instance.service.health('ready')).status === 200 ? Date.now() - since : undefined,
          { signal, withinMs: READY_WITHIN_MS },
        );
        const isGone = instance.state === 'gone';
        return {
          landed: submits > 0 && stepped !== undefined && righted !== undefined && !isGone,
          facts: {
            victim: instance.name,
            submits,
            lanes: lanes.join(),
            stepS: offsetMs / 1000,
            readyMs: readyMs ?? 'never',
          },
          broken:
            readyMs === undefined && !isGone
              ? [`${instance.name} is not ready ${READY_WITHIN_MS / 1000} s after its clock was put right`]
              : [],
        };
      },
    };
  },
};
