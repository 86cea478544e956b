import { isRight, type Verdict } from '../check/verdict.js';
import type { Paint } from './colours.js';
import { summaryTable } from './summary-table.js';

/** The end of `--once`. */
export function summaryOf(verdict: Verdict, columns: number, paint: Paint): readonly string[] {
  const { results, problems, records, outcomes, deadLetters, counts } = verdict;
  const wrong = results.filter((result) => result.problems.length > 0).length;
  const conclusion = isRight(verdict)
    ? paint('good', `All ${results.length} samples ended as expected.`)
    : paint('bad', `${wrong} of ${results.length} samples did not end as expected.`);
  return [
    '',
    ...summaryTable(results, columns, paint),
    '',
    `${records} records = ${outcomes} outcomes + ${deadLetters} dead letters + ${counts.ignored} ignored + ${counts.open} open`,
    ...problems.map((problem) => paint('bad', problem)),
    conclusion,
  ];
}
