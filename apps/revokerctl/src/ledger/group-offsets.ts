import { KafkaError } from '#libs/kafka';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';

/**
 * What the group has committed.
 *
 * @param onRefused an auditor's user may read topics and nothing else: then there is nothing
 */
export async function groupOffsets(
  kafka: KafkaAccess,
  { groupId, topics: { inputs, commands } }: KafkaSetup,
  onRefused: () => void,
): ReturnType<KafkaAccess['admin']['committedOffsets']> {
  const topics: string[] = [];
  for (const topic of [...Object.values(inputs), commands]) {
    if (await kafka.has(topic)) {
      topics.push(topic);
    }
  }
  try {
    return await kafka.admin.committedOffsets(groupId, topics);
  } catch (error) {
    if (error instanceof KafkaError && error.code.endsWith('AUTHORIZATION_FAILED')) {
      onRefused();
      return new Map();
    }
    throw error;
  }
}
