import type { Writable } from 'node:stream';
import type { Progress, ReadStage } from '#libs/operations';
import { startProgress } from './progress.js';

const STAGES: Readonly<Record<ReadStage, string>> = {
  ledger: 'Ledger',
  events: 'Events',
  outcomes: 'Outcomes',
  'dead-letters': 'Dead letters',
  commands: 'Commands',
  range: 'Range',
};

/** Where a command's words go: results to stdout, everything else to stderr, so that a pipe sees results only. */
export class Terminal {
  constructor(
    private readonly stdout: Writable,
    private readonly stderr: Writable & { readonly isTTY?: boolean },
  ) {}

  print(...lines: readonly string[]): void {
    for (const line of lines) {
      this.stdout.write(`${line}\n`);
    }
  }

  /** One line of JSON. Offsets are strings: JSON numbers do not have 64 bits. */
  json(value: object): void {
    this.print(
      JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member)),
    );
  }

  note(line: string): void {
    this.stderr.write(`${line}\n`);
  }

  /** The progress of reading: for `ShowProgress`. */
  readonly show = (stage: ReadStage, total: number): Progress => this.progress(STAGES[stage], total);

  /** A bar on a terminal, nothing in a pipe. `long`: what takes its time, however little it is. */
  progress(what: string, total: number, kind: 'usual' | 'long' = 'usual'): Progress {
    return startProgress({ what, total, kind, stream: this.stderr, isWatched: this.stderr.isTTY === true });
  }
}
