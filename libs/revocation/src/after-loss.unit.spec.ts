import { describe, expect, it } from '@jest/globals';
import { aRevocation } from '../test/mother.js';
import { toOutcome } from './outcome.js';

const afterLoss = { acceptedAt: '2026-03-02T17:45:00.000Z', revision: 4 };
const outcomeOf = (more: Parameters<typeof aRevocation>[0]) =>
  toOutcome(aRevocation({ oathTokenIds: ['a'], ...more }), { completedAt: 1 });

describe('the outcome of an event that may have been answered before a loss of the ledger', () => {
  it('is the revision that no earlier outcome has, and says why', () => {
    expect(outcomeOf({ afterLoss })).toMatchObject({
      revision: 4,
      mayRepeat: { because: 'ledger-lost-data', acceptedAt: afterLoss.acceptedAt },
    });
    expect(outcomeOf({ afterLoss })).not.toHaveProperty('supersedes');
  });

  it.each([
    [1, 4],
    [5, 5],
  ])('is not lower than what a replay makes it (%i): %i', (revision, expected) => {
    const replay = { id: 'r', requestedAt: afterLoss.acceptedAt, revision };
    expect(outcomeOf({ afterLoss, replay })).toMatchObject({ revision: expected });
  });

  it('says nothing of it where there was none', () => {
    expect(outcomeOf({})).toMatchObject({ revision: 1 });
    expect(outcomeOf({})).not.toHaveProperty('mayRepeat');
  });
});
