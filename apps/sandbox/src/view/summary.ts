import { styleText } from 'node:util';
import type { Checked } from '../check/check-sample.js';
import { isRight, type Verdict } from '../check/verdict.js';
import { heading, rowOf } from './row.js';

/** The end of `--once`: a row for every sample, and under a wrong one what is wrong with it. */
export function summaryOf(verdict: Verdict): readonly string[] {
  const { results, problems, records, outcomes, deadLetters, counts } = verdict;
  const wrong = results.filter((result) => result.problems.length > 0).length;
  return [
    '',
    heading(),
    ...results.flatMap(rowsOf),
    '',
    `${records} records = ${outcomes} outcomes + ${deadLetters} dead letters + ${counts.ignored} ignored + ${counts.open} open`,
    ...problems.map((problem) => styleText('red', problem)),
    isRight(verdict)
      ? styleText('green', `All ${results.length} samples ended as expected.`)
      : styleText('red', `${wrong} of ${results.length} samples did not end as expected.`),
  ];
}

function rowsOf({ sample, answer, problems }: Checked): readonly string[] {
  const verdict =
    problems.length === 0
      ? ({ lead: 'ok', leadStyle: 'green' } as const)
      : ({ lead: 'wrong', leadStyle: 'red' } as const);
  return [
    rowOf({ ...verdict, input: sample.topic, title: sample.title, answer }),
    ...problems.map((problem) => styleText('red', `         ${problem}`)),
  ];
}
