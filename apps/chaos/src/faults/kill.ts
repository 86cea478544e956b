import { SESSION_TIMEOUT_MS } from '../testbed/service-settings.js';
import { endedInstance } from './ended-instance.js';
import type { Fault } from './fault.js';
import { withSubmitInFlight } from './victims.js';

/** kill -9 of an instance that waits for the answer to a submit; another one is started later. */
export const kill: Fault = {
  name: 'kill',
  track: 'processes',
  inject: async (context) => {
    const victim = await withSubmitInFlight(context.testbed, context.signal);
    const at = Date.now();
    await victim.instance.kill();
    return endedInstance(victim, context, { at, lastsMs: context.dice.int(0, SESSION_TIMEOUT_MS + 2_000) });
  },
};
