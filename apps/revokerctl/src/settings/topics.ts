import type { EventType } from '#libs/contracts';
import type { SettingValues, TopicSetting } from '#libs/settings';

/** What each topic is really called. */
export interface Topics {
  readonly inputs: Readonly<Record<EventType, string>>;
  readonly completed: string;
  readonly deadLetter: string;
  readonly ledger: string;
  readonly commands: string;
}

export function topicsOf(values: SettingValues<TopicSetting>): Topics {
  return {
    inputs: {
      'user.deprovisioned': values.TOPIC_USER_DEPROVISIONED,
      'session.terminated': values.TOPIC_SESSION_TERMINATED,
    },
    completed: values.TOPIC_REVOCATION_COMPLETED,
    deadLetter: values.TOPIC_DEAD_LETTER,
    ledger: values.TOPIC_LEDGER,
    commands: values.TOPIC_COMMANDS,
  };
}

/** Which event a topic holds; undefined for any other topic. */
export function eventTypeOf({ inputs }: Topics, topic: string): EventType | undefined {
  return topic === inputs['user.deprovisioned']
    ? 'user.deprovisioned'
    : topic === inputs['session.terminated']
      ? 'session.terminated'
      : undefined;
}
