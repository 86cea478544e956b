import { openWriter, type WriterMessage } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Generator } from '../load/generator.js';

export interface Burst {
  readonly topic: string;
  readonly count: number;
  /** All of it there. */
  readonly partition?: number;
}

/** Publishes events of a fault's own to one input, all at once, past a gate that the fault has closed. */
export async function publishBurst(
  { kafka, topics, simulator, alsoPublished }: ChaosTestbed,
  { topic, count, partition }: Burst,
  dice: Dice,
): Promise<void> {
  const generator = new Generator(simulator, dice.fork('burst'), `burst-${dice.uuid()}-`);
  const messages: WriterMessage[] = [];
  while (messages.length < count) {
    const item = generator.next();
    if (topics[item.topic] === topic) {
      alsoPublished.set(item.tag, item);
      messages.push({ ...item.message, ...(partition !== undefined && { partition }) });
    }
  }
  const writer = await openWriter(kafka, { log: silentLog });
  try {
    await writer.send(topic, messages);
  } finally {
    await writer.close();
  }
}
