import type { BrokerNode } from '#libs/testbed';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { partitionsOf, type PartitionState } from '../testbed/partitions.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { transactionsUnderWay } from './victims.js';

/** What Kafka keeps for itself: who restarts brokers waits for these, too. */
const INTERNAL = ['__consumer_offsets', '__transaction_state'];
const IN_SYNC_WITHIN_MS = 60_000;
const LOOK_MS = 250;

interface Restarted {
  readonly transactions: number;
  readonly tookMs: number;
  readonly isInSync: boolean;
}

/** All brokers, one after the other, as an operator does it: orderly, and the next one only when all replicas are in sync. */
export const rollingRestart: Fault = {
  name: 'rolling-restart',
  track: 'kafka',
  inject: async ({ testbed, dice, signal }) => {
    const restarts: Restarted[] = [];
    const before = new Map(testbed.cluster.nodes.map((node) => [node, node.pid]));
    const rolling = (async () => {
      for (const node of dice.shuffled(testbed.cluster.nodes)) {
        restarts.push(await restart(node, testbed, signal));
      }
    })();
    rolling.catch(() => undefined); // heard of when it is healed
    return {
      lastsMs: 0,
      heal: () => rolling,
      evidence: async () => ({
        landed:
          [...before].every(([node, pid]) => node.pid !== pid) &&
          restarts.every(({ transactions, isInSync }) => transactions > 0 && isInSync),
        facts: {
          brokers: restarts.length,
          transactions: restarts.map(({ transactions }) => transactions).join(),
          tookMs: restarts.map(({ tookMs }) => tookMs).join(),
        },
      }),
    };
  },
};

async function restart(node: BrokerNode, testbed: ChaosTestbed, signal: AbortSignal): Promise<Restarted> {
  const transactions = await transactionsUnderWay(testbed, signal);
  const at = Date.now();
  await node.stop();
  await node.start();
  const topics = [...Object.values<string>({ ...testbed.topics }), ...INTERNAL];
  const isInSync = await consequence(
    async () => {
      const partitions = await partitionsOf(testbed.kafka, topics).catch((): readonly PartitionState[] => []);
      return (
        (partitions.length > 0 && partitions.every(({ replicas, inSync }) => inSync === replicas)) ||
        undefined
      );
    },
    { signal, withinMs: IN_SYNC_WITHIN_MS, everyMs: LOOK_MS },
  );
  return { transactions, tookMs: Date.now() - at, isInSync: isInSync === true };
}
