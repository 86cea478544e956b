import type { EventType } from '#libs/contracts';
import type { SettingReader } from './setting-reader.js';

/** What each topic is really called. */
export interface Topics {
  readonly inputs: Readonly<Record<EventType, string>>;
  readonly completed: string;
  readonly deadLetter: string;
  readonly ledger: string;
  readonly commands: string;
}

/** Kafka's own rule (`org.apache.kafka.common.internals.Topic`). */
const TOPIC = {
  rule: 'a topic name: up to 249 letters, digits, `.`, `_` and `-`, not only dots',
  holds: (value: string): boolean => /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/.test(value),
};

const DEFAULTS = {
  TOPIC_USER_DEPROVISIONED: 'user.deprovisioned',
  TOPIC_SESSION_TERMINATED: 'session.terminated',
  TOPIC_REVOCATION_COMPLETED: 'revocation.completed',
  TOPIC_DEAD_LETTER: 'revocation.dead-letter',
  TOPIC_LEDGER: 'revocation.ledger',
  TOPIC_COMMANDS: 'revocation.commands',
} as const;

export function readTopics(reader: SettingReader): Topics {
  const setByName = new Map<string, string>();
  const name = (setting: keyof typeof DEFAULTS): string => {
    const topic = reader.text(setting, TOPIC) ?? DEFAULTS[setting];
    const other = setByName.get(topic);
    if (other !== undefined) {
      reader.problem(setting, `must be another topic than ${other}`);
    }
    setByName.set(topic, setting);
    return topic;
  };
  return {
    inputs: {
      'user.deprovisioned': name('TOPIC_USER_DEPROVISIONED'),
      'session.terminated': name('TOPIC_SESSION_TERMINATED'),
    },
    completed: name('TOPIC_REVOCATION_COMPLETED'),
    deadLetter: name('TOPIC_DEAD_LETTER'),
    ledger: name('TOPIC_LEDGER'),
    commands: name('TOPIC_COMMANDS'),
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
