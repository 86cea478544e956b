import { topicsOf, type byDefaultName, type RunningKafka, type Topics } from '#libs/testbed';

export interface Names {
  readonly topics: Topics;
  readonly groupId: string;
}

/** What each topic is really called on the broker, by its default name. */
export type TopicNames = ReturnType<typeof byDefaultName>;

export type InputTopic = 'user.deprovisioned' | 'session.terminated';

/**
 * On a broker of our own the topics have their default names. One that was only
 * found is in use by others: nothing of theirs may be touched.
 *
 * @param unique tells this run from others on the same broker
 */
export function namesFor(kind: RunningKafka['kind'], unique: string): Names {
  const group = 'pingone-revocation';
  const prefix = `sandbox-${unique}`;
  return kind === 'external'
    ? { topics: topicsOf(prefix), groupId: `${prefix}.${group}` }
    : { topics: topicsOf(), groupId: group };
}
