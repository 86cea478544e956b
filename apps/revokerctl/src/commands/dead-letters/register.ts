import { Option, type Command } from 'commander';
import { DEAD_LETTER_CODES } from '#libs/contracts';
import { leaf } from '../../cli/leaf.js';
import { timeBefore, wholeNumber } from '../../cli/option-values.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../cli/tool.js';
import { listDeadLetters, type ListOptions } from './list.js';

export function registerDeadLetters(program: Command, tool: Tool, finish: Finish): void {
  const group = program
    .command('dead-letters')
    .summary('what could not be understood as an event')
    .description('Records that could not be understood as an event, each with its place and the reason.');
  leaf(group, 'list', {
    summary: 'list dead letters',
    description:
      'Lists dead letters, oldest first within each partition. Secrets in them were replaced before they were written.',
    examples: [
      ['dead-letters list --since 1d', 'of the last day'],
      ['dead-letters list --code not-json --value', 'with what the record held'],
      ['dead-letters list --histogram', 'how many, by reason, origin and hour'],
    ],
  })
    .addOption(new Option('--code <code>', 'with this reason only').choices(DEAD_LETTER_CODES))
    .option('--topic <topic>', 'read from this topic only')
    .option('--since <time>', 'a time, or how long ago (15m, 2h, 7d)', timeBefore(tool.now()))
    .option('--until <time>', 'the same', timeBefore(tool.now()))
    .option('--limit <number>', 'at most so many', wholeNumber(1))
    .option('--value', 'show what the record held')
    .option('--histogram', 'count them instead')
    .action(async (options: ListOptions) => {
      finish(await listDeadLetters(tool, options));
    });
}
