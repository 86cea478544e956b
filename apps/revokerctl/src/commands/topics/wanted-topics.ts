import type { KafkaSetup } from '../../settings/kafka-setup.js';

/** What a topic is for: what it needs follows from it. */
export type TopicRole = 'input' | 'outcomes' | 'dead-letters' | 'ledger' | 'commands';

export interface WantedTopic {
  readonly name: string;
  readonly role: TopicRole;
}

export function wantedTopics({ topics }: Pick<KafkaSetup, 'topics'>): readonly WantedTopic[] {
  return [
    ...Object.values(topics.inputs).map((name): WantedTopic => ({ name, role: 'input' })),
    { name: topics.completed, role: 'outcomes' },
    { name: topics.deadLetter, role: 'dead-letters' },
    { name: topics.ledger, role: 'ledger' },
    { name: topics.commands, role: 'commands' },
  ];
}
