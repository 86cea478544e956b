import { describe, expect, it } from '@jest/globals';
import { firstTooMany, Lookout } from './support/arrivals.js';
import { measured } from './support/measured.js';
import { Scene } from './support/scene.js';

const groups = { oath: 30, users: 20 };

describe('rate groups of the licence', () => {
  it('are each kept in any second at PingOne, and used beside each other', async () => {
    await using scene = await Scene.set('groups', {
      LANES: '2',
      PINGONE_REQUESTS_PER_SECOND: '5',
      PINGONE_RATE_GROUPS: `oath=${groups.oath},users=${groups.users}`,
    });
    const { users } = scene.simulator.seed({ users: 100, oathTokensPerUser: 1, sessionsPerUser: 0 });
    const lookout = new Lookout();
    const outcomes = await scene.outcomesOf(users.map(({ id }) => ({ data: { userId: id } })));
    lookout.stop();
    expect(outcomes.every(({ status }) => status === 'completed')).toBe(true);
    const arrivals = Object.groupBy(scene.simulator.state.arrivals(), ({ operation }) =>
      operation === 'list-devices' ? 'users' : operation === 'issue-token' ? 'authorization' : 'oath',
    );
    const late = lookout.longestStop();
    for (const group of ['users', 'oath'] as const) {
      const noticed = arrivals[group]?.map(({ at }) => at) ?? [];
      const earliest = lookout.earliest(noticed).map((time) => time - late);
      expect(noticed.length).toBeGreaterThanOrEqual(users.length);
      expect(firstTooMany(noticed, earliest, groups[group])).toBeUndefined();
    }
    const { maxPerSecond } = scene.simulator.state.requests();
    measured('rate groups', {
      ...groups,
      'most in a second': maxPerSecond,
      'longest stop of a process': `${Math.round(late)} ms`,
    });
    // More than any one group allows: they are used beside each other.
    expect(maxPerSecond).toBeGreaterThan(Math.max(...Object.values(groups)));
  });
});
