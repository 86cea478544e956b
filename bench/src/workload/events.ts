import { randomUUID } from 'node:crypto';
import type { KafkaWriter, WriterMessage } from '#libs/kafka';

const MESSAGES_PER_SEND = 2_000;

/** CloudEvents binary mode, as docs/reference describes it for publishers. */
export function eventMessage(
  type: 'user.deprovisioned' | 'session.terminated',
  key: string,
  data: object,
): WriterMessage {
  return {
    key,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: `com.example.${type}`,
      ce_source: '/bench',
      ce_id: randomUUID(),
      ce_time: new Date().toISOString(),
      'content-type': 'application/json',
    },
  };
}

export async function publishAll(
  writer: KafkaWriter,
  topic: string,
  messages: readonly WriterMessage[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += MESSAGES_PER_SEND) {
    await writer.send(topic, messages.slice(start, start + MESSAGES_PER_SEND));
  }
}
