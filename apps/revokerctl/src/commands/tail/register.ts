import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import { timeBefore, wholeNumber } from '../../cli/option-values.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withOutcomeFilter } from '../../outcomes/filter.js';
import { tail, type TailOptions } from './tail.js';

export function registerTail(program: Command, tool: Tool, finish: Finish): void {
  const command = leaf(program, 'tail', {
    summary: 'show outcomes as they come',
    description: 'Follows the topic of outcomes, committed ones only, until Ctrl-C.',
    examples: [
      ['tail', 'from now on'],
      ['tail --since 1h --status failed', 'what has failed within the last hour, and what will'],
      ['tail --json | jq .failure.code', 'an outcome a line, as published'],
    ],
  });
  withOutcomeFilter(command)
    .option('--since <time>', 'from then on: a time, or how long ago (15m, 2h, 7d)', timeBefore(tool.now()))
    .option('--limit <number>', 'end after so many', wholeNumber(1))
    .action(async (options: TailOptions) => {
      finish(await tail(tool, options));
    });
}
