import type { Fault } from './fault.js';
import { opportunity } from './opportunity.js';
import { freeze } from './zombie.js';

/**
 * A zombie that waits for a permit: PingOne takes no submits, so the gate is shut
 * and work queues before it; while the instance is frozen, PingOne recovers. The
 * permit is the first thing that the zombie gets, and it must not use it.
 */
export const zombieAtTheGate: Fault = {
  name: 'zombie-at-the-gate',
  track: 'processes',
  inject: async (context) => {
    const { testbed, signal } = context;
    const outage = testbed.simulator.behave({
      rules: [{ operation: ['submit-oath-job'], effect: { kind: 'respond', status: 503 } }],
    });
    try {
      const { victim, waiting } = await opportunity(
        'an instance with lanes that waits for a permit, and another one to take over',
        async () => {
          const { running } = testbed.fleet;
          for (const instance of running) {
            const lanes = testbed.fleet.lanesOf(instance);
            const { waiting } = await instance.gauges();
            if (running.length > 1 && lanes.length > 0 && waiting > 0) {
              return { victim: { instance, lanes, submits: instance.pingone.inFlight('submit') }, waiting };
            }
          }
          return undefined;
        },
        { signal, everyMs: 100 },
      );
      return freeze(victim, context, { facts: { waiting }, beforeThaw: () => outage.stop() });
    } catch (error) {
      outage.stop();
      throw error;
    }
  },
};
