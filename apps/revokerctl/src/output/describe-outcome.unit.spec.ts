import { expect, it } from '@jest/globals';
import { InstallationFixture } from '../../../../libs/operations/test/installation-fixture.js';
import { outcomeFixture } from '../../../../libs/operations/test/outcome-fixture.js';
import { describeOutcome } from './describe-outcome.js';

it('An outcome says what was left, why, and what else should be known', () => {
  const event = new InstallationFixture().publish({ id: 'evt-1' });
  const { steps } = outcomeFixture(event);
  const [oath] = steps;
  if (oath?.kind !== 'oath-tokens') {
    throw new Error('expected OATH tokens');
  }
  const left = { left: 1, leftBecause: 'late-event' } as const;
  const [, ...lines] = describeOutcome(
    outcomeFixture(event, {
      status: 'partial',
      steps: [
        { kind: 'user-sessions', status: 'partial', ended: 2, ...left },
        { ...oath, status: 'partial', revoked: 1, gone: 1, remaining: 1, ...left },
      ],
      warnings: [{ code: 'user-enabled', message: 'The user can sign in again.' }],
    }),
  );
  expect(lines).toEqual([
    '    Sessions of the user: partial, 2 ended, 1 left (late-event)',
    expect.stringContaining('OATH tokens: partial, 1 of 2 revoked, 1 remaining, 1 left (late-event); job '),
    '    Warning: user-enabled: The user can sign in again.',
  ]);
});
