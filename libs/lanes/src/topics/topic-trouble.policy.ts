import type { TopicRight, TopicRights } from '#libs/kafka';

/** What the service does with a topic, and so needs of it. */
export interface NeededTopic {
  readonly name: string;
  readonly role: 'input' | 'output' | 'ledger' | 'commands';
}

export interface TopicNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ledger: string;
  readonly commands: string;
}

const NEEDS: Readonly<Record<NeededTopic['role'], readonly Exclude<TopicRight, 'Describe'>[]>> = {
  input: ['Read'],
  output: ['Write'],
  ledger: ['Read', 'Write'],
  commands: ['Read'],
};

const WITHOUT: Readonly<Record<NeededTopic['role'], string>> = {
  input: 'its events are read when it is there',
  output: 'what has to be published there waits',
  ledger: 'no lane can work without it',
  commands: 'no command is carried out, and no lane can change its owner',
};

export function neededTopics({ inputs, outputs, ledger, commands }: TopicNames): readonly NeededTopic[] {
  return [
    ...inputs.map((name) => ({ name, role: 'input' as const })),
    ...outputs.map((name) => ({ name, role: 'output' as const })),
    { name: ledger, role: 'ledger' },
    { name: commands, role: 'commands' },
  ];
}

/** What keeps the service from using a topic, as one sentence; undefined where nothing does. */
export function troubleOf({ name, role }: NeededTopic, { error, allowed }: TopicRights): string | undefined {
  if (error === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return `Topic ${name} does not exist: ${WITHOUT[role]}`;
  }
  const lacking =
    error === 'TOPIC_AUTHORIZATION_FAILED'
      ? NEEDS[role]
      : NEEDS[role].filter((right) => allowed !== undefined && !allowed.includes(right));
  return lacking.length === 0 ? undefined : lackingSentence(name, lacking);
}

/** `rights`: at least one. */
function lackingSentence(name: string, rights: readonly Exclude<TopicRight, 'Describe'>[]): string {
  const what = rights.map((right) => (right === 'Read' ? 'read' : 'write')).join(' and ');
  const them = rights.length === 1 ? 'right' : 'rights';
  return `Kafka does not let this service ${what} ${name}; it needs the ${them} ${rights.join(' and ')} on it`;
}
