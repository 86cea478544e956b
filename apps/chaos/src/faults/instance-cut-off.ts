import { SESSION_TIMEOUT_MS } from '../testbed/service-settings.js';
import { estrangedInstance } from './estranged-instance.js';
import type { Fault } from './fault.js';
import { withSubmitInFlight } from './victims.js';

/**
 * One instance loses Kafka and keeps PingOne, for longer than its session: a
 * zombie that is awake. What it wrote in the meantime is delivered late, when
 * others have its lanes.
 */
export const instanceCutOff: Fault = {
  name: 'instance-cut-off',
  track: 'kafka',
  inject: async (context) => {
    const { testbed, dice, signal } = context;
    const victim = await withSubmitInFlight(testbed, signal);
    const { instance } = victim;
    const since = Date.now();
    const healing = testbed.proxies.map((proxy) => proxy.cutOff(instance.clientId));
    return estrangedInstance(victim, context, {
      since,
      lastsMs: SESSION_TIMEOUT_MS + dice.int(1_000, 5_000),
      end: () => healing.forEach((heal) => heal()),
      findings: async (backAt) => {
        const late = instance.pingone.calls.filter(
          ({ kind, startedAt }) =>
            kind === 'submit' && startedAt > since + SESSION_TIMEOUT_MS && startedAt < backAt,
        ).length;
        return {
          facts: {},
          broken: late > 0 ? [`${instance.name} sent ${late} submits although its session was over`] : [],
        };
      },
    });
  },
};
