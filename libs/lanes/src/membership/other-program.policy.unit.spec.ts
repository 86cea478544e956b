import { describe, expect, test } from '@jest/globals';

import type { GroupDescription } from '#libs/kafka';

import { whoDisturbsTheGroup, whoHoldsTheGroup } from './other-program.policy.js';

const group = (state: string, ...clients: readonly string[]): GroupDescription => ({
  state,
  protocol: 'range',
  members: clients.map((clientId) => ({ clientId, clientHost: '/10.0.0.7' })),
});

describe('another program in the group', () => {
  test.each<readonly [string, GroupDescription, RegExp]>([
    [
      'is named where it is a classic consumer',
      group('Stable', 'payroll'),
      /\(payroll at 10\.0\.0\.7\): this service waits/,
    ],
    ['is not named where it has just left', group('Empty'), /in the group g: this service waits/],
    [
      'is named thrice at most',
      group('Stable', 'a', 'b', 'c', 'd'),
      /a at .*, b at .*, c at [^,]*, and more\)/,
    ],
    [
      'is a group of another type where the coordinator knows no classic one',
      group('Dead'),
      /group of another type/,
    ],
  ])('%s', (_rule, description, sentence) => {
    expect(whoHoldsTheGroup('g', description)).toMatch(sentence);
  });

  test('disturbs a group that we are in only where it has converted it', () => {
    expect(whoDisturbsTheGroup('g', group('Stable', 'revoker'))).toBeUndefined();
    expect(whoDisturbsTheGroup('g', group('PreparingRebalance', 'revoker'))).toBeUndefined();
    expect(whoDisturbsTheGroup('g', group('Dead'))).toMatch(/newer consumer protocol/);
  });
});
