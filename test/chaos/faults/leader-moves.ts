import { Kafka, logLevel } from 'kafkajs';
import type { Field } from '../field/field.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';

const MOVES_WITHIN_MS = 30_000;

type Way = 'kill' | 'stop' | 'freeze';

/** A broker of three goes away, and the lanes whose ledgers it led are led by another one. */
export const leaderMoves: Fault = {
  name: 'leader-moves',
  track: 'kafka',
  inject: async ({ field, dice, signal }) => {
    const before = await leadersOf(field);
    const nodeId = dice.pick([...before.values()]);
    const node = field.cluster.node(nodeId);
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
            const now = await leadersOf(field).catch(() => before);
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
async function leadersOf({ kafka, topics: { ledger } }: Field): Promise<ReadonlyMap<number, number>> {
  const admin = new Kafka({
    brokers: [...kafka.brokers],
    clientId: 'chaos-leaders',
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 2 },
    logLevel: logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [ledger] });
    return new Map(
      topics.flatMap(({ partitions }) => partitions.map(({ partitionId, leader }) => [partitionId, leader])),
    );
  } finally {
    await admin.disconnect();
  }
}
