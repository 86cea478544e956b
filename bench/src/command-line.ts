import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench [-- OPTIONS]

Starts a broker, a simulated PingOne and the service, measures them cell by cell,
prints a table and writes all figures to bench/results/.

  --cells a,b   only these, with their baselines; a trailing * takes all that begin so
  --alone       without the baselines: while something is being improved
  --runs N      runs of each cell, 3 unless set
  --quick       a fifth of the events: to see that it works, not for figures to keep
  --out FILE    where the figures go; bench/results/<date>.json unless set
  --keep DIR    leaves the logs and profiles of all runs there
  --list        the names of the cells
  --render a,b  measures nothing: shows the figures of these files of results as tables
  --into FILE   writes those tables into a page, between its markers
  --help        this text`;

const DEFAULT_RUNS = 3;
const MAX_RUNS = 100;

export type Arguments =
  | {
      readonly kind: 'measure';
      /** How to measure the same again; where files went is nobody's business. */
      readonly command: string;
      readonly cells: readonly string[];
      readonly runs: number;
      readonly size: 'full' | 'quick';
      readonly baselines: 'measured' | 'left out';
      readonly out?: string;
      readonly keep: string | undefined;
    }
  | { readonly kind: 'render'; readonly files: readonly string[]; readonly into: string | undefined }
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly sentence: string };

export function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        cells: { type: 'string' },
        runs: { type: 'string' },
        quick: { type: 'boolean' },
        alone: { type: 'boolean' },
        out: { type: 'string' },
        keep: { type: 'string' },
        render: { type: 'string' },
        into: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { cells = '*', runs: wanted, quick = false, alone = false, out, keep } = values;
    const { render, into, list = false, help = false } = values;
    if (help || list) {
      return { kind: help ? 'help' : 'list' };
    }
    if (render !== undefined) {
      return { kind: 'render', files: render.split(','), into };
    }
    const runs = wanted === undefined ? DEFAULT_RUNS : Number(wanted);
    if (!Number.isInteger(runs) || runs < 1 || runs > MAX_RUNS) {
      return { kind: 'refused', sentence: `--runs must be a whole number from 1 to ${MAX_RUNS}.` };
    }
    const command = [
      'npm run bench --',
      `--cells ${cells}`,
      `--runs ${runs}`,
      ...(quick ? ['--quick'] : []),
      ...(alone ? ['--alone'] : []),
    ];
    return {
      kind: 'measure',
      command: command.join(' '),
      cells: cells.split(','),
      runs,
      size: quick ? 'quick' : 'full',
      baselines: alone ? 'left out' : 'measured',
      keep,
      ...(out === undefined ? {} : { out }),
    };
  } catch (error) {
    // parseArgs says in its message what a person has mistyped.
    return { kind: 'refused', sentence: error instanceof Error ? error.message : String(error) };
  }
}
