import { Command } from 'commander';
import { numberOf, readCommandLine, type CommandLine } from '#libs/testbed';

const MOST_RUNS = 100;

interface Parsed {
  readonly cells: string;
  readonly runs: number;
  readonly quick?: true;
  readonly alone?: true;
  readonly out?: string;
  readonly keep?: string;
  readonly cpuProf?: true;
  readonly render?: string;
  readonly into?: string;
  readonly list?: true;
}

export type BenchOptions =
  | {
      readonly kind: 'measure';
      /** How to measure the same again; where files went does not matter for that. */
      readonly command: string;
      readonly cells: readonly string[];
      readonly runs: number;
      readonly size: 'full' | 'quick';
      readonly baselines: 'measured' | 'left out';
      readonly out: string | undefined;
      readonly keep: string | undefined;
      readonly cpuProfile: 'written' | 'none';
    }
  | { readonly kind: 'render'; readonly files: readonly string[]; readonly into: string | undefined }
  | { readonly kind: 'list' };

const program = (): Command =>
  new Command('npm run bench --')
    .description(
      'Starts a broker, a simulated PingOne and the service, measures them cell by cell, prints a table and writes all figures to bench/results/.',
    )
    .option('--cells <a,b>', 'only these, with their baselines; a trailing * takes all that begin so', '*')
    .option('--alone', 'without the baselines: while something is being improved')
    .option(
      '--runs <n>',
      'runs of each cell',
      numberOf('--runs', { kind: 'whole number', least: 1, most: MOST_RUNS }),
      3,
    )
    .option('--quick', 'a fifth of the events: to see that it works, not for figures to keep')
    .option('--out <file>', 'where the figures go (default: bench/results/<date>.json)')
    .option('--keep <dir>', 'leaves the logs and profiles of all runs there')
    .option('--cpu-prof', 'has V8 write CPU profiles of the service, with --keep')
    .option('--list', 'the names of the cells')
    .option('--render <a,b>', 'measures nothing: shows the figures of these files of results as tables')
    .option('--into <file>', 'writes those tables into a page, between its markers');

export function readBenchOptions(args: readonly string[]): CommandLine<BenchOptions> {
  const bench = program();
  return readCommandLine<Parsed, BenchOptions>(bench, args, (parsed) => {
    const { cells, runs, quick = false, alone = false, out, keep, cpuProf = false } = parsed;
    if (parsed.list) {
      return { kind: 'list' };
    }
    if (parsed.render !== undefined) {
      return { kind: 'render', files: parsed.render.split(','), into: parsed.into };
    }
    if (cpuProf && keep === undefined) {
      bench.error('--cpu-prof needs --keep: profiles are removed with the files of their run');
    }
    const flags = [...(quick ? ['--quick'] : []), ...(alone ? ['--alone'] : [])];
    return {
      kind: 'measure',
      command: ['npm run bench --', `--cells ${cells}`, `--runs ${runs}`, ...flags].join(' '),
      cells: cells.split(','),
      runs,
      size: quick ? 'quick' : 'full',
      baselines: alone ? 'left out' : 'measured',
      out,
      keep,
      cpuProfile: cpuProf ? 'written' : 'none',
    };
  });
}
