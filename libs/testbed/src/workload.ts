import { randomUUID } from 'node:crypto';
import type { KafkaWriter, WriterMessage } from '#libs/kafka';
import { eventMessage, type EventTopic } from './event-message.js';
import type { Simulator } from './simulator.js';
import type { Topics } from './topics.js';

/** One event of a workload, and what is needed to judge its outcome. */
export interface WorkloadEvent {
  readonly eventId: string;
  readonly topic: EventTopic;
  /** OATH token ids that it names, existing or not. */
  readonly tokenIds: readonly string[];
  readonly message: WriterMessage;
}

export interface WorkloadOptions {
  readonly events: number;
  /** Of the events: how many are session.terminated. */
  readonly sessions: number;
  /** Every so many-th event also names a token that never existed. */
  readonly missingEvery: number;
}

/** Events of both types about what a simulator has, seeded for the purpose. */
export function createWorkload(simulator: Simulator, options: WorkloadOptions): readonly WorkloadEvent[] {
  const leavers = options.events - options.sessions;
  const { users } = simulator.seed({ users: leavers, oathTokensPerUser: 2, sessionsPerUser: 0 });
  const deprovisioned = users.map((user, n): WorkloadEvent => {
    const ids = user.oathTokens.map(({ id }) => id);
    const tokenIds = n % options.missingEvery === 0 ? [...ids, randomUUID()] : ids;
    return anEvent('userDeprovisioned', user.id, tokenIds, { userId: user.id, oathTokenIds: tokenIds });
  });
  const [application] = simulator.applications;
  if (!application) {
    throw new Error('the simulator has no application');
  }
  const { clientId } = application;
  const guests = simulator.seed({ users: options.sessions, oathTokensPerUser: 0, sessionsPerUser: 0 });
  const terminated = guests.users.map(({ id: userId }): WorkloadEvent => {
    const { sessionId, tokens } = simulator.issueTokens({ clientId, userId });
    const references = tokens.map(({ token, kind }) => ({ token, clientId, tokenTypeHint: `${kind}_token` }));
    return anEvent('sessionTerminated', sessionId, [], { sessionId, userId, tokens: references });
  });
  return [...deprovisioned, ...terminated];
}

function anEvent(topic: EventTopic, key: string, tokenIds: readonly string[], data: object): WorkloadEvent {
  const eventId = randomUUID();
  const time = new Date().toISOString();
  return { eventId, topic, tokenIds, message: eventMessage(topic, data, { id: eventId, key, time }) };
}

/** Publishes events in the order given, topic by topic. */
export async function publishWorkload(
  writer: KafkaWriter,
  topics: Topics,
  events: readonly WorkloadEvent[],
): Promise<void> {
  for (const topic of ['userDeprovisioned', 'sessionTerminated'] as const) {
    const messages = events.filter((event) => event.topic === topic).map(({ message }) => message);
    if (messages.length > 0) {
      await writer.send(topics[topic], messages);
    }
  }
}
