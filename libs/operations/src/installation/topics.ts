import type { EventType } from '#libs/contracts';

/** What each topic is really called. */
export interface Topics {
  readonly inputs: Readonly<Record<EventType, string>>;
  readonly completed: string;
  readonly deadLetter: string;
  readonly ledger: string;
  readonly commands: string;
}

/** The service that is looked at. */
export interface ServiceSetup {
  readonly groupId: string;
  readonly topics: Topics;
  /** How long a settled revocation is remembered, milliseconds. */
  readonly ledgerRetentionMs: number;
  readonly startFrom: 'earliest' | 'latest' | undefined;
}

/** Which event a topic holds; undefined for any other topic. */
export function eventTypeOf({ inputs }: Pick<Topics, 'inputs'>, topic: string): EventType | undefined {
  return topic === inputs['user.deprovisioned']
    ? 'user.deprovisioned'
    : topic === inputs['session.terminated']
      ? 'session.terminated'
      : undefined;
}

/** What a topic is for: what it needs follows from it. */
export type TopicRole = 'input' | 'outcomes' | 'dead-letters' | 'ledger' | 'commands';

export interface WantedTopic {
  readonly name: string;
  readonly role: TopicRole;
}

export function wantedTopics(topics: Topics): readonly WantedTopic[] {
  return [
    ...Object.values(topics.inputs).map((name): WantedTopic => ({ name, role: 'input' })),
    { name: topics.completed, role: 'outcomes' },
    { name: topics.deadLetter, role: 'dead-letters' },
    { name: topics.ledger, role: 'ledger' },
    { name: topics.commands, role: 'commands' },
  ];
}
