import { openAdmin, openReader, readRange, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { TopicNames } from '../testbed/names.js';
import { readAnswer, type Answer } from './answer.js';

const OUTPUT_TOPICS = ['revocation.completed', 'revocation.dead-letter'] as const;
const log = silentLog;

/** As they come, for ever; ends when the signal does. */
export async function* followAnswers(
  kafka: KafkaSettings,
  topics: TopicNames,
  signal: AbortSignal,
): AsyncGenerator<Answer, void, undefined> {
  const names = OUTPUT_TOPICS.map((name) => topics[name]);
  for await (const record of openReader(kafka, { topics: names, from: 'earliest', signal, log })) {
    yield readAnswer(record, topics);
  }
}

/** All that there are now, from the first to the last that is committed. */
export async function readAllAnswers(
  kafka: KafkaSettings,
  topics: TopicNames,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const admin = await openAdmin(kafka, { log });
  try {
    for (const topic of OUTPUT_TOPICS.map((name) => topics[name])) {
      const [first, end] = await Promise.all([
        admin.offsets(topic, 'earliest'),
        admin.offsets(topic, 'latest'),
      ]);
      for (const [partition, until] of end.entries()) {
        const range = { topic, partition, from: first[partition] ?? 0n, until, signal, log };
        for await (const record of readRange(kafka, range)) {
          answers.push(readAnswer(record, topics));
        }
      }
    }
  } finally {
    await admin.close();
  }
  return answers;
}
