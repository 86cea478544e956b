import { expect, test } from '@jest/globals';
import { describeProblems, type Problem } from './problem.js';

const newer = (lane: number, n: number): Problem => ({
  ...{ code: 'newer-format', lane, sentence: `record ${n} has format 2.`, remedy: 'Start that version.' },
});
const corrupt = (n: number): Problem => ({
  ...{ code: 'corrupt', lane: 1, sentence: `record ${n} is not JSON.`, remedy: `repair ${n}` },
});

test('Of many problems that are alike the first few are said, how many more, and once what to do', () => {
  const many = Array.from({ length: 3_000 }, (_, n) => newer(n % 4, n));
  expect(describeProblems([...many, corrupt(1), corrupt(2)])).toEqual([
    ...[0, 1, 2, 3, 4].map((n) => `record ${n} has format 2.`),
    '  Start that version.',
    '… and 2,995 more like these, in lanes 0, 1, 2 and 3 (--json lists all).',
    ...['record 1 is not JSON.', '  repair 1', 'record 2 is not JSON.', '  repair 2'],
  ]);
});
