import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';

/** Writes what instances and brokers printed, for the one who looks for the cause. */
export async function keepLogs({ fleet, cluster }: ChaosTestbed, folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    return;
  }
  await mkdir(folder, { recursive: true });
  await Promise.all([
    ...fleet.all.map(({ name, service }) => writeFile(join(folder, `${name}.log`), service.output)),
    ...cluster.nodes.map(async (node) =>
      writeFile(join(folder, `broker-${node.nodeId}.log`), await node.log()),
    ),
  ]);
}
