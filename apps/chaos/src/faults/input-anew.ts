import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeCommand } from '#libs/lanes';
import { openAdmin, openWriter, type TopicAdmin } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { TakenRecord } from '../testbed/toll.js';

/** How an input topic is made anew under lanes that read it. */
export interface InputAnew {
  readonly topic: string;
  readonly partitions: number;
  /** `twice`: what is made first is deleted at once, with what was published to it. */
  readonly times: 'once' | 'twice';
  /** Whether lanes are paused by an operator meanwhile. */
  readonly lanes: 'paused' | 'running';
  /** How long there is no such topic. */
  readonly awayMs: number;
  /** What is taken away with it. */
  readonly records?: readonly TakenRecord[];
}

const GONE_WITHIN_MS = 60_000;
const LOOK_MS = 50;
const HEARD_WITHIN_MS = 1_500;

/** @param mostMs how long the topic may be away */
export function throwInputAnew({ topics, lanes }: ChaosTestbed, dice: Dice, mostMs = 0): InputAnew {
  return {
    topic: dice.pick([topics.userDeprovisioned, topics.sessionTerminated]),
    partitions: dice.pick([lanes, lanes, Math.max(1, lanes - 2), lanes + 3]),
    times: dice.pick(['once', 'twice'] as const),
    lanes: dice.pick(['paused', 'running'] as const),
    awayMs: dice.int(0, mostMs),
  };
}

/** Deletes the topic, creates it, and has `fill` publish to it before a lane can look. */
export async function makeAnew(
  testbed: ChaosTestbed,
  { topic, partitions, times, awayMs, records = [] }: InputAnew,
  fill: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const admin = await openAdmin(testbed.kafka, { log: silentLog, signal });
  try {
    const [before] = await admin.describe([topic]);
    if (before?.kind === 'topic' && before.partitions !== partitions) {
      testbed.gate.timesKeysMoved += 1;
    }
    for (let time = times === 'twice' ? 2 : 1; time > 0; time--) {
      await admin.delete([topic]);
      testbed.toll.topicDeleted(topic, records);
      await pause(awayMs, undefined, { signal });
      await create(admin, { topic, partitions, replicationFactor: testbed.cluster.nodes.length }, signal);
      if (time === 1) {
        await fill();
      }
    }
  } finally {
    await admin.close();
  }
}

/** Tells every lane to stand still, and gives those that run the time to hear it. */
export async function pauseLanes(testbed: ChaosTestbed, signal: AbortSignal): Promise<void> {
  await tellLanes(testbed, 'pause');
  await pause(HEARD_WITHIN_MS, undefined, { signal });
}

/** Tells every lane; a command for a lane is read by the instance that owns it by then. */
export async function tellLanes(
  { kafka, topics, lanes }: ChaosTestbed,
  kind: 'pause' | 'resume',
): Promise<void> {
  const writer = await openWriter(kafka, { log: silentLog });
  try {
    await writer.send(
      topics.commands,
      Array.from({ length: lanes }, (_, partition) => ({
        key: null,
        partition,
        value: encodeCommand({ id: randomUUID(), at: new Date().toISOString(), by: 'chaos', kind }),
      })),
    );
  } finally {
    await writer.close();
  }
}

/** Kafka deletes in its own time: until then the name is taken. */
async function create(
  admin: TopicAdmin,
  { topic, ...spec }: Pick<InputAnew, 'topic' | 'partitions'> & { readonly replicationFactor: number },
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  const configs = { 'cleanup.policy': 'delete' };
  for (;;) {
    const [result] = await admin.create([{ name: topic, ...spec, configs }]);
    if (result?.kind === 'done') {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${topic} could not be made anew: ${JSON.stringify(result)}`);
    }
    await pause(LOOK_MS, undefined, { signal });
  }
}
