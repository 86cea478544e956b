import { randomBytes } from 'node:crypto';
import type { TopicAdmin, TopicSpec } from '#libs/kafka';

/** What each topic of one installation is called by default, and the setting that names it. */
const TOPICS = {
  userDeprovisioned: ['user.deprovisioned', 'TOPIC_USER_DEPROVISIONED'],
  sessionTerminated: ['session.terminated', 'TOPIC_SESSION_TERMINATED'],
  completed: ['revocation.completed', 'TOPIC_REVOCATION_COMPLETED'],
  deadLetter: ['revocation.dead-letter', 'TOPIC_DEAD_LETTER'],
  ledger: ['revocation.ledger', 'TOPIC_LEDGER'],
  commands: ['revocation.commands', 'TOPIC_COMMANDS'],
} as const;

/** What each topic of one installation is called. */
export type Topics = Readonly<Record<keyof typeof TOPICS, string>>;

type DefaultName = (typeof TOPICS)[keyof typeof TOPICS][0];

/** Topics under their default names, with a prefix if they share the broker. */
export function topicsOf(prefix?: string): Topics {
  const entries = Object.entries(TOPICS).map(([topic, [name]]) => [
    topic,
    prefix === undefined ? name : `${prefix}.${name}`,
  ]);
  return Object.fromEntries(entries) as Topics;
}

/** By their default names, as publishers and subscribers know them. */
export function byDefaultName(topics: Topics): Readonly<Record<DefaultName, string>> {
  return Object.fromEntries(
    Object.entries(TOPICS).map(([topic, [name]]) => [name, topics[topic as keyof Topics]]),
  ) as Record<DefaultName, string>;
}

/** The settings of a service that works on them. */
export function topicSettings(topics: Topics): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(TOPICS).map(([topic, [, setting]]) => [setting, topics[topic as keyof Topics]]),
  );
}

/** A topic, group or transactional id that no other test uses: all tests of a run share one broker. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** @throws Error where one of them could not be created */
export async function createTopics(admin: TopicAdmin, specs: readonly TopicSpec[]): Promise<void> {
  const refused = (await admin.create(specs)).filter(({ kind }) => kind !== 'done');
  if (refused.length > 0) {
    throw new Error(`Topics could not be created: ${JSON.stringify(refused)}`);
  }
}
