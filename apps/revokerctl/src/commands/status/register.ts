import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { status, type StatusOptions } from './status.js';

export function registerStatus(program: Command, tool: Tool, finish: Finish): void {
  leaf(program, 'status', {
    summary: 'lanes, owners, lag, open revocations',
    description:
      'Shows what the ledger says: who owns each lane, how far it has read, what is open and since when.',
    examples: [
      ['status', 'a line for each lane'],
      ['status --open 10', 'and the ten revocations that have been open longest'],
      ['status --partitions', 'and every partition with its position'],
    ],
  })
    .option('--open <number>', 'list the oldest open revocations', wholeNumber(1))
    .option('--partitions', 'list the partitions of the inputs')
    .action(async (options: StatusOptions) => {
      finish(await status(tool, options));
    });
}
