import type { Checked } from '../check/check-sample.js';
import type { Paint } from './colours.js';
import { headingOf, rowOf } from './row.js';

/** What became of every sample: a row each, and under a wrong one what is wrong with it. */
export function summaryTable(results: readonly Checked[], columns: number, paint: Paint): readonly string[] {
  return [
    headingOf('', columns, paint),
    ...results.flatMap(({ sample, answer, problems }) => {
      const verdict =
        problems.length === 0
          ? ({ lead: 'ok', leadStyle: 'good' } as const)
          : ({ lead: 'wrong', leadStyle: 'bad' } as const);
      return [
        rowOf({ ...verdict, input: sample.topic, title: sample.title, answer }, columns, paint),
        ...problems.map((problem) => paint('bad', `         ${problem}`)),
      ];
    }),
  ];
}
