import type { WriterMessage } from '#libs/kafka';
import type { SimulatedApplication } from '#libs/testbed';
import type { SimulatorProcess } from '#libs/testbed';
import { benchEvent } from './events.js';

const KEYS = 1_000;

export type AuthMethod = SimulatedApplication['tokenEndpointAuthMethod'];

/** `session.terminated` events of one access token (a JWT) each, over 1,000 sessions, of an application that authenticates so. */
export async function guests(
  simulator: SimulatorProcess,
  events: number,
  method: AuthMethod,
): Promise<readonly WriterMessage[]> {
  const application = (await simulator.applications()).find(
    ({ tokenEndpointAuthMethod }) => tokenEndpointAuthMethod === method,
  );
  if (!application) {
    throw new Error(`The simulator has no application with ${method}`);
  }
  const { clientId } = application;
  const count = Math.ceil(events / KEYS);
  const { users } = await simulator.seed({
    users: Math.ceil(events / count),
    oathTokensPerUser: 0,
    sessionsPerUser: 0,
  });
  const messages: WriterMessage[] = [];
  for (const { id: userId } of users) {
    const { sessionId, tokens } = await simulator.issueTokens({ clientId, userId, kinds: ['access'], count });
    for (const { token } of tokens) {
      const reference = { token, clientId, tokenTypeHint: 'access_token' };
      messages.push(benchEvent('sessionTerminated', sessionId, { userId, tokens: [reference] }));
    }
  }
  return messages.slice(0, events);
}
