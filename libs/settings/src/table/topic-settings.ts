/** The topics by their default names, with the setting that names each. */
export const TOPIC_SETTINGS = {
  'user.deprovisioned': 'TOPIC_USER_DEPROVISIONED',
  'session.terminated': 'TOPIC_SESSION_TERMINATED',
  'revocation.completed': 'TOPIC_REVOCATION_COMPLETED',
  'revocation.dead-letter': 'TOPIC_DEAD_LETTER',
  'revocation.ledger': 'TOPIC_LEDGER',
  'revocation.commands': 'TOPIC_COMMANDS',
} as const;

export type TopicName = keyof typeof TOPIC_SETTINGS;
export type TopicSetting = (typeof TOPIC_SETTINGS)[TopicName];

/** Kafka's own rule (`org.apache.kafka.common.internals.Topic`). */
export const TOPIC_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;
