import type { Answer } from '../stream/answer.js';
import { lineOf, type Cell } from './cells.js';
import type { Paint, Style } from './colours.js';
import { describeAnswer } from './describe-answer.js';

export interface RowFacts {
  /** What the view says first: when it was, or whether it was right. */
  readonly lead: string;
  readonly leadStyle: Style;
  /** The topic of the event, by its default name. */
  readonly input: string;
  readonly title: string;
  /** Absent where none came. */
  readonly answer: Answer | undefined;
}

const LEAD = 8;
const OUTCOME = 11;
const EXPOSURE = 8;
const INPUT = 18;
const TITLE = { least: 20, most: 42 } as const;
const DETAILS = 26;
/** Below this the topic is left out: the title says enough of it. */
const NARROW = 100;
const GAPS = 10;

/** One event and what became of it, in as much room as there is. */
export function rowOf(facts: RowFacts, columns: number, paint: Paint): string {
  const { lead, leadStyle, input, title, answer } = facts;
  const { outcome, style, exposure, details } = answer === undefined ? MISSING : describeAnswer(answer);
  return layOut(
    {
      lead: { text: lead, style: leadStyle },
      outcome: { text: outcome, style },
      exposure: { text: exposure, align: 'right' },
      input: { text: input },
      title: { text: title },
      details: { text: details, style: 'quiet' },
    },
    columns,
    paint,
  );
}

/** What stands above the rows. */
export function headingOf(lead: string, columns: number, paint: Paint): string {
  const strong = (text: string): Cell => ({ text, style: 'strong' });
  return layOut(
    {
      lead: strong(lead),
      outcome: strong('outcome'),
      exposure: { text: 'exposure', style: 'strong', align: 'right' },
      input: strong('event'),
      title: strong('sample'),
      details: strong('failure, revoked, ended'),
    },
    columns,
    paint,
  );
}

const MISSING = { outcome: 'missing', style: 'bad', exposure: '', details: '' } as const;

type Parts = Readonly<Record<'lead' | 'outcome' | 'exposure' | 'input' | 'title' | 'details', Cell>>;

function layOut(parts: Parts, columns: number, paint: Paint): string {
  const isNarrow = columns < NARROW;
  const taken = LEAD + OUTCOME + EXPOSURE + (isNarrow ? 0 : INPUT) + DETAILS + GAPS;
  const titleWidth = Math.min(TITLE.most, Math.max(TITLE.least, columns - taken));
  const cells: readonly Cell[] = [
    { ...parts.lead, width: LEAD },
    { ...parts.outcome, width: OUTCOME },
    { ...parts.exposure, width: EXPOSURE },
    ...(isNarrow ? [] : [{ ...parts.input, width: INPUT }]),
    { ...parts.title, width: titleWidth },
    parts.details,
  ];
  return lineOf(cells, columns, paint);
}
