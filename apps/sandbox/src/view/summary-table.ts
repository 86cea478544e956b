import type { Checked } from '../check/check-sample.js';
import { lineOf, type Cell } from './cells.js';
import type { Paint, Style } from './colours.js';
import { describeAnswer } from './describe-answer.js';

const WIDTHS = [19, 52, 11, 28, 26, 8] as const;
const HEADINGS = ['event', 'sample', 'outcome', 'failure', 'revoked', 'exposure', ''] as const;

/** What became of every sample: a row each, and under a wrong one what is wrong with it. */
export function summaryTable(results: readonly Checked[], columns: number, paint: Paint): readonly string[] {
  const wide = (texts: readonly string[], styles: readonly Style[] = []): string =>
    lineOf(
      texts.map((text, index): Cell => {
        const width = WIDTHS[index];
        const style = styles[index] ?? 'plain';
        return { text, style, ...(width === undefined ? {} : { width }) };
      }),
      columns,
      paint,
    );
  return [
    wide(
      HEADINGS,
      HEADINGS.map(() => 'strong'),
    ),
    ...results.flatMap((result) => {
      const { sample, answer, problems } = result;
      const said = answer === undefined ? undefined : describeAnswer(answer);
      const isRight = problems.length === 0;
      return [
        wide(
          [
            sample.topic,
            sample.title,
            said?.outcome ?? 'missing',
            said?.reason ?? '',
            said?.counts ?? '',
            said?.exposure ?? '',
            isRight ? 'ok' : 'wrong',
          ],
          ['plain', 'plain', said?.style ?? 'bad', 'quiet', 'plain', 'plain', isRight ? 'good' : 'bad'],
        ),
        ...problems.map((problem) => paint('bad', `  ${problem}`)),
      ];
    }),
  ];
}
