import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { transactionsUnderWay } from './victims.js';

const WORKS_AGAIN_WITHIN_MS = 60_000;

/** kill -9 of the broker in the middle of a transaction, and the same broker on the same data some time later. */
export const brokerKill: Fault = {
  name: 'broker-kill',
  track: 'kafka',
  inject: async ({ testbed: { cluster, observer }, dice, signal }) => {
    const node = dice.pick(cluster.nodes);
    const transactions = await transactionsUnderWay({ observer }, signal);
    const { pid: before = 0 } = node;
    const killedAt = Date.now();
    await node.kill();
    let backAt = 0;
    return {
      lastsMs: dice.int(0, 8_000),
      heal: async () => {
        await node.start();
        backAt = Date.now();
      },
      evidence: async () => {
        // Whatever was under way is in doubt, so the lanes must have been fenced anew.
        const retaken = await consequence(() => observer.taken.find(({ at }) => at > killedAt), {
          signal,
          withinMs: WORKS_AGAIN_WITHIN_MS,
        });
        return {
          landed: transactions > 0 && node.pid !== before && retaken !== undefined,
          facts: {
            broker: node.nodeId,
            transactions,
            downMs: backAt - killedAt,
            firstFenceMs: retaken ? retaken.at - killedAt : 'never',
          },
        };
      },
    };
  },
};
