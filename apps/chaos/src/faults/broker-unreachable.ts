import type { Outage, ProxyCounters } from '../testbed/kafka-proxy.js';
import type { Fault } from './fault.js';
import { transactionsUnderWay } from './victims.js';

/** The way to Kafka is cut for all instances, by closed ports or in silence, for less or for more than a session timeout. */
export const brokerUnreachable: Fault = {
  name: 'broker-unreachable',
  track: 'kafka',
  inject: async ({ testbed: { proxies, fleet, observer }, dice, signal }) => {
    const outage = dice.pick<Outage>(['refusing', 'silent']);
    const transactions = await transactionsUnderWay({ observer }, signal);
    const instances = fleet.running.length;
    const healing = await Promise.all(proxies.map((proxy) => proxy.fail(outage)));
    let counters: readonly ProxyCounters[] = [];
    return {
      lastsMs: dice.int(2_000, 14_000),
      heal: async () => {
        counters = await Promise.all(healing.map((heal) => heal()));
      },
      evidence: async () => {
        const connections = counters.reduce((sum, { hit }) => sum + hit, 0);
        const attempts = counters.reduce((sum, { begunInSilence }) => sum + begunInSilence, 0);
        return { landed: connections >= instances, facts: { outage, connections, attempts, transactions } };
      },
    };
  },
};
