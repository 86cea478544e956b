import type { Summary } from '../measure/statistics.js';
import { markdownTable } from './markdown-table.js';
import type { CellReport, Report } from './report.js';
import { readable } from './table.js';

/** Of cells that drain events; those that a cell does not have stay empty. */
const THROUGHPUT = [
  'outcomes/s',
  'service CPU s/1,000',
  'service cores',
  'peak RSS MB',
  'requests/outcome',
  'requests/job',
];
const PROFILE = 'profile-';

/** The figures of a report as sections of docs/explanation/performance.md. */
export function figuresPage({ command, startedAt, machine, revision, cells }: Report): string {
  const { cpu, cores, memoryGigabytes, kernel, node } = machine;
  const commit = revision === undefined ? '' : `, commit ${revision.commit.slice(0, 7)}`;
  const isDrain = ({ figures }: CellReport): boolean => 'outcomes/s' in figures;
  const isProfile = ({ cell }: CellReport): boolean => cell.startsWith(PROFILE);
  return [
    `\`${command}\` on ${startedAt.slice(0, 10)}: ${cores} × ${cpu}, ${memoryGigabytes} GB, Linux ${kernel}, Node ${node}${commit}. Medians; in brackets the least and the most of several runs.`,
    ...section('Against the aims', aims(cells)),
    ...section('Events a second', throughput(cells.filter(isDrain))),
    ...section('Other figures', others(cells.filter((cell) => !isDrain(cell) && !isProfile(cell)))),
    ...cells.filter(isProfile).flatMap((cell) => section('Where the CPU of an event goes', profile(cell))),
  ].join('\n\n');
}

function section(title: string, table: string | undefined): readonly string[] {
  return table === undefined ? [] : [`### ${title}`, table];
}

function aims(cells: readonly CellReport[]): string | undefined {
  const rows = cells.flatMap(({ cell, figures, targets }) =>
    targets.map(({ metric, rule, value, verdict }) => [
      `\`${cell}\``,
      metric,
      `${rule} ${readable(value)}`,
      spread(figures[metric]),
      verdict,
    ]),
  );
  return table(['cell', 'figure', 'aim', 'measured', ''], rows);
}

function throughput(cells: readonly CellReport[]): string | undefined {
  const rows = cells.map(({ cell, figures, timesBaseline, runs }) => [
    `\`${cell}\``,
    ...THROUGHPUT.map((metric) => spread(figures[metric])),
    timesBaseline === undefined ? '' : readable(timesBaseline),
    runs.map(({ loadAverage }) => readable(loadAverage)).join(', '),
  ]);
  return table(['cell', ...THROUGHPUT, '× baseline', 'load before'], rows);
}

function others(cells: readonly CellReport[]): string | undefined {
  const rows = cells.flatMap(({ cell, figures }) =>
    Object.entries(figures).map(([name, summary]) => [`\`${cell}\``, name, spread(summary)]),
  );
  return table(['cell', 'figure', 'measured'], rows);
}

function profile({ figures }: CellReport): string | undefined {
  const rows = Object.entries(figures).map(([part, { median }]) => [part, readable(median)]);
  return table(['part', 'µs/event'], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string | undefined {
  return rows.length === 0 ? undefined : markdownTable(header, rows);
}

function spread(summary: Summary | undefined): string {
  if (summary === undefined) {
    return '';
  }
  const { min, median, max } = summary;
  return min === max ? readable(median) : `${readable(median)} (${readable(min)}–${readable(max)})`;
}
