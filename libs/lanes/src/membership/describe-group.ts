import type { Kafka } from 'kafkajs';

import type { GroupDescription } from './foreign-program.policy.js';

/** How the coordinator describes a group, over a connection of its own; undefined without an answer, or the right Describe on it. */
export async function describeGroup(kafka: Kafka, groupId: string): Promise<GroupDescription | undefined> {
  const admin = kafka.admin({ retry: { retries: 1 } });
  try {
    await admin.connect();
    const { groups } = await admin.describeGroups([groupId]);
    return groups[0];
  } catch {
    return undefined;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
