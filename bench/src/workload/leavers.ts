import type { WriterMessage } from '#libs/kafka';
import type { SimulatorProcess } from '#libs/testbed';
import { benchEvent } from './events.js';

const KEYS = 1_000;

/** `user.deprovisioned` events of one OATH token each, over 1,000 keys, about tokens that the simulator has. */
export async function leavers(
  simulator: SimulatorProcess,
  events: number,
): Promise<readonly WriterMessage[]> {
  const tokensOfEach = Math.ceil(events / KEYS);
  const users = Math.ceil(events / tokensOfEach);
  const seeded = await simulator.seed({ users, oathTokensPerUser: tokensOfEach, sessionsPerUser: 0 });
  const rounds = Array.from({ length: tokensOfEach }, (_, round) =>
    seeded.users.flatMap(({ id: userId, oathTokens }) => {
      const token = oathTokens[round];
      return token ? [benchEvent('userDeprovisioned', userId, { userId, oathTokenIds: [token.id] })] : [];
    }),
  );
  return rounds.flat().slice(0, events);
}

/** Events that name the person only, one OATH token each: what is to be revoked has to be found first. */
export async function namedLeavers(
  simulator: SimulatorProcess,
  events: number,
): Promise<readonly WriterMessage[]> {
  const { users } = await simulator.seed({ users: events, oathTokensPerUser: 1, sessionsPerUser: 0 });
  return users.map(({ id: userId }) => benchEvent('userDeprovisioned', userId, { userId }));
}
