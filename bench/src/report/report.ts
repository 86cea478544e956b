import type { Cell, Measured, Target } from '../cell.js';
import { summarise, type Summary } from '../measure/statistics.js';
import type { Machine, Revision } from './machine.js';

/** One run as it was. */
export interface Run extends Partial<Measured> {
  readonly at: string;
  /** Of the last minute when it began: how much else the machine was busy with, our last run included. */
  readonly loadAverage: number;
  /** Instead of figures: why there are none. */
  readonly failure?: string;
}

export interface CellReport {
  readonly cell: string;
  readonly title: string;
  readonly conditions: Cell['conditions'];
  readonly figures: Readonly<Record<string, Summary>>;
  /** Of the medians of `outcomes/s`. */
  readonly timesBaseline?: number;
  readonly targets: readonly (Target & { readonly verdict: 'reached' | 'not reached' | 'not measured' })[];
  readonly runs: readonly Run[];
}

/** What is written to `bench/results/`. */
export interface Report {
  readonly command: string;
  readonly startedAt: string;
  readonly machine: Machine;
  readonly revision: Revision | undefined;
  readonly cells: readonly CellReport[];
}

export function reportOf(cell: Cell, runs: readonly Run[]): CellReport {
  const samples = runs.flatMap(({ figures }) => (figures ? [figures] : []));
  const names = Object.keys(samples[0] ?? {});
  const figures = Object.fromEntries(
    names.map((name) => [name, summarise(samples.map((sample) => sample[name] ?? NaN))]),
  );
  return {
    cell: cell.name,
    title: cell.title,
    conditions: cell.conditions,
    figures,
    targets: (cell.targets ?? []).map((target) => ({ ...target, verdict: verdict(target, figures) })),
    runs,
  };
}

/** By the median. */
function verdict(
  { metric, rule, value }: Target,
  figures: CellReport['figures'],
): CellReport['targets'][number]['verdict'] {
  const summary = figures[metric];
  if (!summary) {
    return 'not measured';
  }
  const isReached = rule === 'at least' ? summary.median >= value : summary.median <= value;
  return isReached ? 'reached' : 'not reached';
}

/** Adds how many times faster each cell was than its baseline, where both were measured. */
export function compared(cells: readonly Cell[], reports: readonly CellReport[]): readonly CellReport[] {
  const rateOf = (name: string | undefined): number | undefined =>
    reports.find(({ cell }) => cell === name)?.figures['outcomes/s']?.median;
  return reports.map((report) => {
    const own = rateOf(report.cell);
    const other = rateOf(cells.find(({ name }) => name === report.cell)?.baseline);
    return own === undefined || other === undefined ? report : { ...report, timesBaseline: own / other };
  });
}
