import type { RunningKafka } from '#libs/testbed';
import { TOPIC_SETTINGS, type TopicName } from '#libs/settings';

export const TOPIC_NAMES = Object.keys(TOPIC_SETTINGS) as readonly TopicName[];

export type InputTopic = 'user.deprovisioned' | 'session.terminated';

/** What each is really called on the broker. */
export type Topics = Readonly<Record<TopicName, string>>;

export interface Names {
  readonly topics: Topics;
  readonly groupId: string;
}

/**
 * On a broker of our own the topics have their default names. One that was only
 * found belongs to somebody: nothing of theirs may be touched.
 *
 * @param unique tells this run from others on the same broker
 */
export function namesFor(kind: RunningKafka['kind'], unique: string): Names {
  const prefix = kind === 'external' ? `sandbox-${unique}.` : '';
  const topics = Object.fromEntries(TOPIC_NAMES.map((name) => [name, prefix + name])) as Record<
    TopicName,
    string
  >;
  return { topics, groupId: `${prefix}pingone-revocation` };
}
