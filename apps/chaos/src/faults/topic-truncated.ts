import { Kafka, logLevel } from 'kafkajs';
import type { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { TakenRecord } from '../testbed/toll.js';
import { publishBurst } from './burst.js';
import type { Fault } from './fault.js';
import { pauseLanes, tellLanes } from './input-anew.js';
import { noteRecords } from './note-records.js';
import { consequence } from './opportunity.js';
import { saidSince } from '../testbed/said-of-inputs.js';

const SAID_WITHIN_MS = 30_000;

/** Records of an input are deleted up to an offset, under lanes that run or that an operator has paused. */
export const topicTruncated: Fault = {
  name: 'topic-truncated',
  track: 'kafka',
  inject: async ({ testbed, dice, signal }) => {
    const { topics } = testbed;
    const topic = dice.pick([topics.userDeprovisioned, topics.sessionTerminated]);
    const lanes = dice.pick(['paused', 'running'] as const);
    const open = await testbed.gate.close();
    const since = Date.now();
    let taken: readonly TakenRecord[] = [];
    const end = async (): Promise<void> => {
      if (lanes === 'paused') {
        await tellLanes(testbed, 'resume');
      }
    };
    try {
      if (lanes === 'paused') {
        await pauseLanes(testbed, signal);
      }
      await publishBurst(testbed, { topic, count: dice.int(10, 40) }, dice);
      const records = await noteRecords(testbed, topic);
      const cuts = throwCuts(records, dice);
      taken = records.filter(({ partition, offset }) => offset < (cuts.get(partition) ?? 0n));
      await deleteBefore(testbed, topic, cuts);
      testbed.toll.taken.push(...taken);
    } catch (error) {
      await end();
      throw error;
    } finally {
      open();
    }
    const unread = taken.filter(({ wasRead }) => !wasRead);
    return {
      lastsMs: dice.int(500, 3_000),
      heal: end,
      evidence: async () => {
        // Of running lanes most will have read them before they were gone: then there is nothing to say.
        const mustSay = lanes === 'paused' && unread.length > 0;
        const said = await consequence(
          () => {
            const places = saidSince(testbed.fleet, since);
            return unread.every(({ partition }) => places.has(`${topic}/${partition}`)) || undefined;
          },
          { signal, withinMs: mustSay ? SAID_WITHIN_MS : 1 },
        );
        return {
          landed: taken.length > 0 && (said !== undefined || !mustSay),
          facts: { topic, lanes, taken: taken.length, unread: unread.length, said: `${said ?? false}` },
        };
      },
    };
  },
};

/** Before which offset, by partition: all that there is, or a part of it. */
function throwCuts(records: readonly TakenRecord[], dice: Dice): ReadonlyMap<number, bigint> {
  const isWhole = dice.chance(0.5);
  return new Map(
    [...Map.groupBy(records, ({ partition }) => partition)].map(([partition, all]) => {
      const last = isWhole ? all.at(-1) : dice.pick(all);
      return [partition, (last?.offset ?? -1n) + 1n];
    }),
  );
}

async function deleteBefore(
  { kafka }: ChaosTestbed,
  topic: string,
  cuts: ReadonlyMap<number, bigint>,
): Promise<void> {
  const client = new Kafka({
    brokers: [...kafka.brokers],
    clientId: 'truncating',
    logLevel: logLevel.NOTHING,
  });
  const admin = client.admin();
  await admin.connect();
  try {
    await admin.fetchTopicOffsets(topic); // without metadata of it, kafkajs deletes nothing
    const partitions = [...cuts].map(([partition, offset]) => ({ partition, offset: `${offset}` }));
    await admin.deleteTopicRecords({ topic, partitions });
  } finally {
    await admin.disconnect();
  }
}
