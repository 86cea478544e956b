import { describe, expect, test } from '@jest/globals';

import { startPosition, type StartQuestion } from './start-position.policy.js';

const base: StartQuestion = {
  partition: 2,
  earliest: 10n,
  latest: 90n,
  startFrom: undefined,
  knownPartitions: undefined,
  emptyAtStart: undefined,
};
const at = (kind: 'start' | 'grown', next: bigint) => ({ kind, position: { next } });

describe(startPosition.name, () => {
  test.each([
    ['records and no START_FROM: refused', {}, { kind: 'refused' }],
    ['START_FROM=earliest', { startFrom: 'earliest' as const }, at('start', 10n)],
    ['START_FROM=latest', { startFrom: 'latest' as const }, at('start', 90n)],
    ['an empty partition needs no decision', { earliest: 90n }, at('start', 90n)],
    ['what came since the process started is new', { emptyAtStart: { next: 40n } }, at('start', 40n)],
    [
      'START_FROM=latest skips nothing of a grown partition',
      { startFrom: 'latest' as const, knownPartitions: 2 },
      at('grown', 10n),
    ],
    ['a grown partition needs no decision', { knownPartitions: 2 }, at('grown', 10n)],
    ['a partition of a known topic that lost its position', { knownPartitions: 3 }, { kind: 'refused' }],
  ])('%s', (_rule, question, answer) => {
    expect(startPosition({ ...base, ...question })).toEqual(answer);
  });
});
