import { randomBytes } from 'node:crypto';
import type { TopicAdmin } from '#libs/kafka';
import { topicsOf, type Topics } from '#libs/testbed';

export const PARTITIONS = 8;

/** Of one run of one cell: what an earlier run left behind must not count. */
export interface RunTopics extends Topics {
  readonly groupId: string;
}

export function runTopics(cell: string): RunTopics {
  const prefix = `${cell}-${randomBytes(4).toString('hex')}`;
  return { groupId: prefix, ...topicsOf(prefix) };
}

/** Those of the outside; the service creates its own two. */
export async function createTopics(admin: TopicAdmin, topics: RunTopics): Promise<void> {
  const { userDeprovisioned, sessionTerminated, completed, deadLetter } = topics;
  const results = await admin.create(
    [userDeprovisioned, sessionTerminated, completed, deadLetter].map((name) => ({
      name,
      partitions: PARTITIONS,
      replicationFactor: 1,
    })),
  );
  const failed = results.find(({ kind }) => kind !== 'done');
  if (failed) {
    throw new Error(`The topic ${failed.name} could not be created: ${failed.kind}`);
  }
}

/** The disk of a long benchmark is not endless. Topics that are not there are none of our business. */
export async function deleteTopics(admin: TopicAdmin, topics: RunTopics): Promise<void> {
  const { groupId: _, ...names } = topics;
  await admin.delete(Object.values(names));
}
