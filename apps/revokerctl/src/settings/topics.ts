import type { EventType } from '#libs/contracts';
import { checkTopicsDiffer, TOPIC_PATTERN, TOPIC_SETTINGS, type TopicSetting } from '#libs/settings';
import type { SettingReader } from './setting-reader.js';

/** What each topic is really called. */
export interface Topics {
  readonly inputs: Readonly<Record<EventType, string>>;
  readonly completed: string;
  readonly deadLetter: string;
  readonly ledger: string;
  readonly commands: string;
}

const TOPIC = {
  rule: 'a topic name: up to 249 letters, digits, `.`, `_` and `-`, not only dots',
  holds: (value: string): boolean => TOPIC_PATTERN.test(value),
};

export function readTopics(reader: SettingReader): Topics {
  const names = Object.fromEntries(
    Object.entries(TOPIC_SETTINGS).map(([usual, setting]) => [setting, reader.text(setting, TOPIC) ?? usual]),
  ) as Readonly<Record<TopicSetting, string>>;
  checkTopicsDiffer(names, reader.findings);
  return {
    inputs: {
      'user.deprovisioned': names.TOPIC_USER_DEPROVISIONED,
      'session.terminated': names.TOPIC_SESSION_TERMINATED,
    },
    completed: names.TOPIC_REVOCATION_COMPLETED,
    deadLetter: names.TOPIC_DEAD_LETTER,
    ledger: names.TOPIC_LEDGER,
    commands: names.TOPIC_COMMANDS,
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
