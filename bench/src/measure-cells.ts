import { silentLog, type Log } from '#libs/observability';
import type { Cell } from './cell.js';
import { BenchTestbed } from './bench-testbed.js';
import { loadAverage, machine, revision } from './report/machine.js';
import { compared, reportOf, type CellReport, type Report, type Run } from './report/report.js';
import { cellLines } from './report/table.js';

export interface MeasureOptions {
  readonly runs: number;
  /** As it was typed, for who reads the figures. */
  readonly command: string;
  readonly print: (text: string) => void;
  /** Where logs and profiles are left. */
  readonly keep: string | undefined;
  readonly cpuProfile: 'written' | 'none';
}

/** Measures the cells one after the other. A run that fails is told, and costs its own figures only. */
export async function measure(cells: readonly Cell[], options: MeasureOptions): Promise<Report> {
  const { print, command } = options;
  const head = { command, startedAt: new Date().toISOString(), machine: machine(), revision: revision() };
  const { cores, cpu, memoryGigabytes, node } = head.machine;
  print(`${cores} × ${cpu}, ${memoryGigabytes} GB, Node ${node}\n`);
  const log: Log = { ...silentLog, info: (_, message) => print(message) };
  await using bench = await BenchTestbed.start({ ...options, log });
  let reports: readonly CellReport[] = [];
  for (const cell of cells) {
    const runs = await runsOf(cell, bench, options);
    reports = compared(cells, [...reports, reportOf(cell, runs)]);
    print(cellLines(reports.at(-1) ?? reportOf(cell, runs)));
  }
  return { ...head, cells: reports };
}

async function runsOf(
  cell: Cell,
  bench: BenchTestbed,
  { runs, print }: MeasureOptions,
): Promise<readonly Run[]> {
  const done: Run[] = [];
  for (let run = 1; run <= Math.min(runs, cell.mostRuns ?? runs); run += 1) {
    const begun = { at: new Date().toISOString(), loadAverage: loadAverage() };
    try {
      done.push({ ...begun, ...(await cell.run(bench)) });
    } catch (error) {
      done.push({ ...begun, failure: error instanceof Error ? error.message : String(error) });
    }
    print(`${cell.name}, run ${run}: ${done.at(-1)?.failure ?? 'done'}`);
  }
  return done;
}
