import { describe, expect, it } from '@jest/globals';
import { isRateGroup, rateGroupLimits } from './rate-groups.js';
import { Findings } from '../findings.js';
import { readSettings } from '../read-settings.js';

function problemsOf(groups: string): readonly string[] {
  const findings = new Findings();
  readSettings(['PINGONE_RATE_GROUPS'], { PINGONE_RATE_GROUPS: groups }, () => '', findings);
  return findings.problems.map(({ name }) => name);
}

describe('Rate groups', () => {
  it.each(['oath=1', 'users=35', 'authorization=10000'])('may be %s', (text) => {
    expect(isRateGroup(text)).toBe(true);
  });

  it.each(['oath', 'oath=', 'oath=0', 'oath=-1', 'oath=10001', 'oath=1.5', 'audit=10', 'OATH=1', 'oath:10'])(
    'may not be %s',
    (text) => {
      expect(isRateGroup(text)).toBe(false);
    },
  );

  it('are read as limits by group', () => {
    expect(rateGroupLimits(['oath=10', 'users=5'])).toEqual({ oath: 10, users: 5 });
    const env = { PINGONE_RATE_GROUPS: 'oath=10, authorization=20' };
    const read = readSettings(['PINGONE_RATE_GROUPS'], env, () => '', new Findings());
    expect(rateGroupLimits(read.PINGONE_RATE_GROUPS ?? [])).toEqual({ oath: 10, authorization: 20 });
  });

  it.each(['oath=0', 'oath=10,oath=20', 'audit=5'])('are refused by name: %s', (groups) => {
    expect(problemsOf(groups)).toEqual(['PINGONE_RATE_GROUPS']);
  });
});
