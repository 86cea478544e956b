import { describe, expect, it } from '@jest/globals';
import { isRateGroup, rateGroupLimits } from './rate-groups.js';
import { loadSettings } from './load-settings.js';

const GOOD = {
  KAFKA_BROKERS: 'k1:9092',
  PINGONE_REGION: 'EU',
  PINGONE_ENVIRONMENT_ID: '5caa81af-ec05-41ff-a709-c7378007a99c',
  PINGONE_CLIENT_ID: 'worker',
  PINGONE_CLIENT_SECRET: 'secret',
};

const load = (groups: string): ReturnType<typeof loadSettings> =>
  loadSettings({ ...GOOD, PINGONE_RATE_GROUPS: groups }, () => '');

describe('rate groups', () => {
  it.each(['oath=1', 'users=35', 'authorization=10000'])('%s is one', (text) => {
    expect(isRateGroup(text)).toBe(true);
  });

  it.each(['oath', 'oath=', 'oath=0', 'oath=-1', 'oath=10001', 'oath=1.5', 'audit=10', 'OATH=1', 'oath:10'])(
    '%s is none',
    (text) => {
      expect(isRateGroup(text)).toBe(false);
    },
  );

  it('are read as limits by group', () => {
    expect(rateGroupLimits(['oath=10', 'users=5'])).toEqual({ oath: 10, users: 5 });
    const loaded = load('oath=10, authorization=20');
    expect(loaded.kind === 'settings' && loaded.settings.pingone.rateGroups).toEqual({
      oath: 10,
      authorization: 20,
    });
  });

  it.each(['oath=0', 'oath=10,oath=20', 'audit=5'])('%s refuses the start by name', (groups) => {
    const loaded = load(groups);
    expect(loaded.kind === 'problems' && loaded.problems.map(({ name }) => name)).toEqual([
      'PINGONE_RATE_GROUPS',
    ]);
  });
});
