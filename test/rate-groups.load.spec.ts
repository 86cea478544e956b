import { describe, expect, it } from '@jest/globals';
import { firstAboveLimit, EventLoopLag, Testbed } from '#libs/testbed';
import { busyness, measured } from './support/measured.js';

const groups = { oath: 30, users: 20 };

describe('rate groups of the licence', () => {
  it('are each kept in any second at PingOne, and used beside each other', async () => {
    await using testbed = await Testbed.start('groups', {
      LANES: '2',
      PINGONE_REQUESTS_PER_SECOND: '5',
      PINGONE_RATE_GROUPS: `oath=${groups.oath},users=${groups.users}`,
    });
    const { users } = testbed.simulator.seed({ users: 100, oathTokensPerUser: 1, sessionsPerUser: 0 });
    const lag = new EventLoopLag();
    const outcomes = await testbed.outcomesOf(users.map(({ id }) => ({ data: { userId: id } })));
    lag.stop();
    expect(outcomes.every(({ status }) => status === 'completed')).toBe(true);
    const arrivals = Object.groupBy(testbed.simulator.state.arrivals(), ({ operation }) =>
      operation === 'list-devices' ? 'users' : operation === 'issue-token' ? 'authorization' : 'oath',
    );
    const late = lag.longestStop();
    for (const group of ['users', 'oath'] as const) {
      const noticed = arrivals[group]?.map(({ at }) => at) ?? [];
      const earliest = lag.earliest(noticed).map((time) => time - late);
      expect(noticed.length).toBeGreaterThanOrEqual(users.length);
      expect(firstAboveLimit(noticed, earliest, groups[group])).toBeUndefined();
    }
    const { maxPerSecond } = testbed.simulator.state.requests();
    measured('rate groups', {
      ...groups,
      'most in a second': maxPerSecond,
      'longest stop of a process': `${Math.round(late)} ms`,
    });
    // More than any one group allows: they are used beside each other, as far as the machine has time for it.
    expect(maxPerSecond).toBeGreaterThan(Math.max(...Object.values(groups)) / Math.max(1, busyness()));
  });
});
