import type { Answer } from '../stream/answer.js';
import { lineOf } from './cells.js';
import type { Paint } from './colours.js';
import { describeAnswer } from './describe-answer.js';

export interface RowFacts {
  readonly at: Date;
  /** The topic of the event, by its default name. */
  readonly input: string;
  readonly title: string;
  readonly answer: Answer;
}

/** One line of the live view. */
export function rowOf({ at, input, title, answer }: RowFacts, columns: number, paint: Paint): string {
  const { outcome, style, counts, exposure, reason } = describeAnswer(answer);
  return lineOf(
    [
      { text: at.toTimeString().slice(0, 8), width: 8, style: 'quiet' },
      { text: input, width: 19 },
      { text: title, width: 52 },
      { text: outcome, width: 11, style },
      { text: counts, width: 26 },
      { text: exposure, width: 7, align: 'right' },
      { text: reason, style: 'quiet' },
    ],
    columns,
    paint,
  );
}
