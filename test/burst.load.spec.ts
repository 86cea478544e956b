import { describe, expect, it } from '@jest/globals';
import { Testbed } from '#libs/testbed';
import { measured } from './support/measured.js';

describe('a burst of events that name only people', () => {
  it('has what is found meanwhile in one job, answers every event, and holds up no session', async () => {
    await using testbed = await Testbed.start('burst', { LANES: '2', PINGONE_REQUESTS_PER_SECOND: '50' });
    const { users } = testbed.simulator.seed({ users: 150, oathTokensPerUser: 1, sessionsPerUser: 0 });
    const guests = testbed.simulator.seed({ users: 1, oathTokensPerUser: 0, sessionsPerUser: 1 }).users;
    const people = users.map(({ id }) => ({ data: { userId: id } }));
    const ended = { topic: 'sessionTerminated', data: { sessionId: guests[0]?.sessions[0]?.id } } as const;
    const [last, ...outcomes] = (await testbed.outcomesOf([...people, ended])).toReversed();
    expect(outcomes.every(({ status, revoked }) => status === 'completed' && revoked === 1)).toBe(true);
    const jobs = testbed.simulator.state.submits().length;
    measured('a burst', { events: users.length, jobs });
    // Two lookups for each of them; a submit is passed over eight times at most.
    expect(users.length / jobs).toBeGreaterThan(3);
    const times = outcomes.map(({ completedAt }) => completedAt).toSorted();
    expect(last?.status).toBe('completed');
    expect(String(last?.completedAt) < String(times[times.length / 2])).toBe(true);
    expect(testbed.simulator.state.requests().byStatus['429']).toBeUndefined();
  });
});
