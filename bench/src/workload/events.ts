import type { KafkaWriter, WriterMessage } from '#libs/kafka';
import { eventMessage, type EventTopic } from '#libs/testbed';

const MESSAGES_PER_SEND = 2_000;

/** An event that happens now. Those of one key share a lane. */
export const benchEvent = (topic: EventTopic, key: string, data: object): WriterMessage =>
  eventMessage(topic, data, { key, source: '/bench', time: new Date().toISOString() });

export async function publishAll(
  writer: KafkaWriter,
  topic: string,
  messages: readonly WriterMessage[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += MESSAGES_PER_SEND) {
    await writer.send(topic, messages.slice(start, start + MESSAGES_PER_SEND));
  }
}
