import { randomUUID } from 'node:crypto';
import type { Simulator } from '../../apps/pingone-simulator/src/index.js';
import type { KafkaWriter, WriterMessage } from '#libs/kafka';
import type { Topics } from '#libs/testbed';

/** One event of a workload, and what is needed to judge its outcome. */
export interface WorkloadEvent {
  readonly eventId: string;
  readonly topic: 'userDeprovisioned' | 'sessionTerminated';
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
export function makeWorkload(simulator: Simulator, options: WorkloadOptions): readonly WorkloadEvent[] {
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

function anEvent(
  topic: WorkloadEvent['topic'],
  key: string,
  tokenIds: readonly string[],
  data: object,
): WorkloadEvent {
  const eventId = randomUUID();
  const type =
    topic === 'userDeprovisioned' ? 'com.example.user.deprovisioned' : 'com.example.session.terminated';
  const headers = {
    ce_specversion: '1.0',
    ce_type: type,
    ce_source: '/workload',
    ce_id: eventId,
    ce_time: new Date().toISOString(),
    'content-type': 'application/json',
  };
  return { eventId, topic, tokenIds, message: { key, value: JSON.stringify(data), headers } };
}

/** Publishes events in the order given, topic by topic. */
export async function publish(
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
