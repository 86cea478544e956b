import { describe, expect, test } from '@jest/globals';
import { outcomeId, type OutcomeStep, type RevocationCompleted } from '#libs/contracts';
import { InstallationFixture } from '../../test/installation-fixture.js';
import { outcomeFixture } from '../../test/outcome-fixture.js';
import { contradictionsOf } from './outcome-equations.js';

const outcome = outcomeFixture(new InstallationFixture().publish({ id: 'evt-1' }));
const ceId = outcomeId(outcome.revocationId, 1);
const [oath] = outcome.steps as [Extract<OutcomeStep, { kind: 'oath-tokens' }>];
const failure = { code: 'job-failed', message: 'It failed.', retryable: false } as const;

describe('an outcome', () => {
  test.each<readonly [string, Partial<RevocationCompleted>]>([
    ['that adds up', {}],
    ['with counts that are not known', { revoked: null, steps: [{ ...oath, revoked: null }] }],
    [
      'whose tokens were left alone',
      {
        revoked: 0,
        remaining: null,
        steps: [{ ...oath, status: 'skipped', revoked: 0, gone: null, remaining: null }],
      },
    ],
    [
      'that was refused',
      { status: 'failed', requested: null, revoked: 0, remaining: null, steps: [], failure },
    ],
    [
      'with unknown tokens',
      {
        status: 'partial',
        revoked: 1,
        steps: [{ ...oath, status: 'partial', revoked: 1, gone: 1, remaining: 0, unknown: 1 }],
      },
    ],
  ])('%s contradicts itself in nothing', (_, more) => {
    expect(contradictionsOf({ ...outcome, ...more }, ceId)).toEqual([]);
  });

  test.each<readonly [string, Partial<RevocationCompleted>]>([
    ['gone + remaining is not requested', { steps: [{ ...oath, gone: 1, revoked: 1 }], revoked: 1 }],
    ['revoked is more than gone', { revoked: 3, steps: [{ ...oath, revoked: 3 }] }],
    ['a total is not that of its steps', { revoked: 1 }],
    ['a total is known and its steps are not', { steps: [{ ...oath, revoked: null }] }],
    ['the status is not the roll-up', { status: 'partial' }],
    [
      'a step is done and left something',
      { steps: [{ ...oath, gone: 1, revoked: 1, remaining: 1, left: 1 }], revoked: 1, remaining: 1 },
    ],
    [
      'more is left than remains',
      { status: 'partial', steps: [{ ...oath, status: 'partial', left: 1, leftBecause: 'late-event' }] },
    ],
    ['it failed without a reason', { status: 'failed' }],
    ['the id is that of another revision', { revision: 2 }],
  ])('An outcome is caught where %s', (_, more) => {
    expect(contradictionsOf({ ...outcome, ...more }, ceId)).toHaveLength(1);
  });
});
