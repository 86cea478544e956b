import { styleText } from 'node:util'; // it leaves colours out where there is no terminal, or NO_COLOR is set
import type { Answer } from '../stream/answer.js';
import { describeAnswer, type Style } from './describe-answer.js';

export interface RowFacts {
  /** What the row says first: when it was, or whether it was right. */
  readonly lead: string;
  readonly leadStyle: Style;
  /** The topic of the event, by its default name. */
  readonly input: string;
  readonly title: string;
  /** Absent where none came. */
  readonly answer: Answer | undefined;
}

const MISSING = { outcome: 'missing', style: 'red', exposure: '', details: '' } as const;

/** One event and what became of it. */
export function rowOf({ lead, leadStyle, input, title, answer }: RowFacts): string {
  const { outcome, style, exposure, details } = answer === undefined ? MISSING : describeAnswer(answer);
  const [first, second, ...rest] = columns(lead, outcome, exposure, input, title, details);
  return [styleText(leadStyle, first), styleText(style, second), ...rest].join('  ').trimEnd();
}

/** What stands above the rows. */
export function heading(): string {
  const names = columns('', 'outcome', 'exposure', 'event', 'sample', 'failure, revoked, ended');
  return styleText('bold', names.join('  '));
}

function columns(
  lead: string,
  outcome: string,
  exposure: string,
  input: string,
  title: string,
  details: string,
): readonly [string, string, ...(readonly string[])] {
  return [
    lead.padEnd(8),
    outcome.padEnd(11),
    exposure.padStart(8),
    input.padEnd(18),
    title.padEnd(42),
    details,
  ];
}
