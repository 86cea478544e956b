import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { partitionsOf } from '../testbed/partitions.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';

const MOVES_WITHIN_MS = 30_000;

type Way = 'kill' | 'stop' | 'freeze';

/** A broker of three goes away, and the lanes whose ledgers it led are led by another one. */
export const leaderMoves: Fault = {
  name: 'leader-moves',
  track: 'kafka',
  inject: async ({ testbed, dice, signal }) => {
    const before = await leadersOf(testbed);
    const nodeId = dice.pick([...before.values()]);
    const node = testbed.cluster.node(nodeId);
    const way = dice.pick<Way>(['kill', 'stop', 'freeze']);
    const at = Date.now();
    await (way === 'kill' ? node.kill() : way === 'stop' ? node.stop() : node.freeze());
    const led = [...before].flatMap(([partition, leader]) => (leader === nodeId ? [partition] : []));
    let movedMs: number | undefined;
    return {
      lastsMs: dice.int(1_000, 10_000),
      heal: async () => {
        movedMs = await consequence(
          async () => {
            const now = await leadersOf(testbed).catch(() => before);
            return led.every((partition) => (now.get(partition) ?? nodeId) !== nodeId)
              ? Date.now() - at
              : undefined;
          },
          { signal, withinMs: MOVES_WITHIN_MS },
        );
        await (way === 'freeze' ? node.thaw() : node.start());
      },
      evidence: async () => ({
        landed: led.length > 0 && movedMs !== undefined,
        facts: { broker: nodeId, way, ledgers: led.join(), movedMs: movedMs ?? 'never' },
      }),
    };
  },
};

/** By partition of the ledger. */
async function leadersOf({ kafka, topics: { ledger } }: ChaosTestbed): Promise<ReadonlyMap<number, number>> {
  const partitions = await partitionsOf(kafka, [ledger]);
  return new Map(partitions.map(({ partition, leader }) => [partition, leader]));
}
