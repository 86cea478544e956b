import { describe, expect, test } from '@jest/globals';
import { type BacklogFacts, backlogOf } from './backlog.policy.js';

const facts = (more: Partial<BacklogFacts> = {}): BacklogFacts => ({
  next: 40n,
  from: 10n,
  until: 50n,
  before: 'the-same',
  knownPartitions: 4,
  partition: 1,
  startFrom: undefined,
  isUnreadable: false,
  ...more,
});

describe('How much of a partition waits to be read', () => {
  test.each<readonly [rule: string, of: Partial<BacklogFacts>, waiting: number]>([
    ['is what is between its position and its end', {}, 10],
    ['is nothing at its end', { next: 50n }, 0],
    ['begins at the first record that there is', { next: 3n }, 40],
    ['is told where nothing says anything about the record before', { before: 'not-told' }, 10],
    [
      'is all of a partition that was added, wherever the others began',
      { next: undefined, partition: 4, startFrom: 'latest' },
      40,
    ],
    ['is all that there is for START_FROM=earliest', { next: undefined, startFrom: 'earliest' }, 40],
    ['is nothing of an empty partition', { next: undefined, from: 50n }, 0],
  ])('%s', (_, of, waiting) => {
    expect(backlogOf(facts(of))).toEqual({ kind: 'known', waiting });
  });

  test.each<readonly [rule: string, of: Partial<BacklogFacts>, why: RegExp]>([
    ['a partition that ends before its position', { until: 5n }, /ends at 5, before its position 40/],
    ['another record before the position', { before: 'another' }, /the topic was created anew/],
    [
      'no position, and nothing that decides where to begin',
      { next: undefined, knownPartitions: undefined },
      /START_FROM decides/,
    ],
    [
      'no position yet, and START_FROM=latest',
      { next: undefined, knownPartitions: undefined, startFrom: 'latest' },
      /START_FROM decides/,
    ],
    ['a position that the ledger has lost', { next: undefined }, /has forgotten its position/],
    ['a position that cannot be read', { isUnreadable: true }, /cannot be read/],
  ])('How much of a partition waits to be read is not known, and never 0, for %s', (_, of, why) => {
    expect(backlogOf(facts(of))).toEqual({ kind: 'unknown', why: expect.stringMatching(why) });
  });
});
