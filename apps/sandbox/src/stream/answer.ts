import { readDeadLetter, type DeadLetter, type RevocationCompleted } from '#libs/contracts';
import type { LaneRecord } from '#libs/lanes';
import type { TopicNames } from '../testbed/names.js';

/** What the service has said to an event. The key is that of the event. */
export type Answer =
  | { readonly kind: 'outcome'; readonly key: string; readonly outcome: RevocationCompleted }
  | { readonly kind: 'dead-letter'; readonly key: string; readonly letter: DeadLetter };

/** @throws Error for a record that the service cannot have written: a sandbox that guesses would hide a fault */
export function readAnswer(record: LaneRecord, topics: TopicNames): Answer {
  const key = record.key?.toString('utf8') ?? '';
  if (record.topic === topics['revocation.dead-letter']) {
    const letter = readDeadLetter(record.headers);
    if (letter === undefined) {
      throw new Error(`A dead letter without its headers (${placeOf(record)})`);
    }
    return { kind: 'dead-letter', key, letter };
  }
  try {
    const outcome = JSON.parse(record.value?.toString('utf8') ?? '') as RevocationCompleted;
    return { kind: 'outcome', key, outcome };
  } catch {
    throw new Error(`An outcome that is not JSON (${placeOf(record)})`);
  }
}

const placeOf = ({ topic, partition, offset }: LaneRecord): string => `${topic}/${partition}/${offset}`;

/** The topic, by its default name, that the event was read from. */
export function inputOf(answer: Answer, topics: TopicNames): string {
  const origin = answer.kind === 'outcome' ? answer.outcome.origin.topic : answer.letter.origin.topic;
  return Object.entries(topics).find(([, topic]) => topic === origin)?.[0] ?? origin;
}
