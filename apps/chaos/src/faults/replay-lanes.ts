import { randomUUID } from 'node:crypto';
import { openAdmin, openWriter } from '#libs/kafka';
import { encodeCommand } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';

/** Has lanes carry out what they do not know of all that their inputs hold, as `revokerctl replay` does for all lanes. */
export async function replayLanes(
  { kafka, topics, lanes: count }: ChaosTestbed,
  lanes: readonly number[],
): Promise<void> {
  const admin = await openAdmin(kafka, { log: silentLog });
  const writer = await openWriter(kafka, { log: silentLog });
  try {
    for (const topic of [topics.userDeprovisioned, topics.sessionTerminated]) {
      const [starts, ends] = [await admin.offsets(topic, 'earliest'), await admin.offsets(topic, 'latest')];
      const commands = starts.flatMap((from, partition) => {
        const until = ends[partition] ?? from;
        const decision = { id: randomUUID(), at: new Date().toISOString(), by: 'chaos' };
        const range = { topic, partition, from, until, mode: 'missing' } as const;
        const value = encodeCommand({ ...decision, kind: 'replay', ...range });
        return from < until ? [{ key: null, partition: partition % count, value }] : [];
      });
      await writer.send(
        topics.commands,
        commands.filter(({ partition }) => lanes.includes(partition)),
      );
    }
  } finally {
    await writer.close();
    await admin.close();
  }
}
