import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeCommand, decodeLedgerRecord, type ReplayCommand } from '#libs/lanes';
import { openAdmin, openWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { eventually, type TopicRecorder } from '#libs/testbed';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';

const REPLAY_WITHIN_MS = 900_000;
const LOOK_MS = 250;
/** Replays are records of the ledger; what else is in it does not matter here. */
const ANY_FORMAT = Number.MAX_SAFE_INTEGER;

/** All that is in the inputs by now, one command for each partition. */
export async function replayCommandsFor({ kafka, topics }: ChaosTestbed): Promise<readonly ReplayCommand[]> {
  const admin = await openAdmin(kafka, { log: silentLog });
  try {
    const inputs = [topics.userDeprovisioned, topics.sessionTerminated];
    const ranges = await Promise.all(
      inputs.map(async (topic) =>
        (await admin.offsets(topic, 'latest')).map((until, partition) => ({ topic, partition, until })),
      ),
    );
    return ranges.flat().map(({ topic, partition, until }) => ({
      id: randomUUID(),
      at: new Date().toISOString(),
      by: 'chaos',
      kind: 'replay',
      mode: 'again',
      from: 0n,
      ...{ topic, partition, until },
    }));
  } finally {
    await admin.close();
  }
}

export async function send(
  { kafka, topics, lanes }: ChaosTestbed,
  commands: readonly ReplayCommand[],
): Promise<void> {
  const writer = await openWriter(kafka, { log: silentLog });
  try {
    await writer.send(
      topics.commands,
      commands.map((command) => ({
        key: null,
        value: encodeCommand(command),
        partition: command.partition % lanes,
      })),
    );
  } finally {
    await writer.close();
  }
}

export async function untilDone(
  watch: TopicRecorder,
  { topics }: ChaosTestbed,
  commands: readonly ReplayCommand[],
  signal: AbortSignal,
): Promise<void> {
  const left = new Set(commands.map(({ id }) => id));
  let read = 0;
  await eventually(
    () => `the replay is done; ${left.size} of ${commands.length} commands are not`,
    async () => {
      await pause(LOOK_MS, undefined, { signal });
      for (; read < watch.records.length; read++) {
        const record = watch.records[read];
        const change = record?.topic === topics.ledger ? decodeLedgerRecord(record, ANY_FORMAT) : undefined;
        if (change?.kind === 'replay' && change.status === 'done') {
          left.delete(change.command.id);
        }
      }
      return left.size === 0;
    },
    REPLAY_WITHIN_MS,
  );
}
