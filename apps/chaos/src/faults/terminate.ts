import { endedInstance } from './ended-instance.js';
import type { Fault } from './fault.js';
import { withSubmitInFlight } from './victims.js';

/** SIGTERM under load: the instance ends its calls, leaves the group, and the others go on; another one is started. */
export const terminate: Fault = {
  name: 'terminate',
  track: 'processes',
  inject: async (context) => {
    const victim = await withSubmitInFlight(context.testbed, context.signal);
    const { instance } = victim;
    const at = Date.now();
    const end = await instance.terminate();
    return endedInstance(victim, context, {
      at,
      lastsMs: context.dice.int(0, 3_000),
      facts: { tookMs: Date.now() - at },
      broken: end === 0 ? [] : [`${instance.name} ended with ${end} after SIGTERM`],
    });
  },
};
