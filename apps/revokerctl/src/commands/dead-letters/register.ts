import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withDecision } from '../../operate/decision.js';
import { withDeadLetterFilter } from './filter.js';
import { listDeadLetters, type ListOptions } from './list.js';
import { redriveDeadLetters, type RedriveOptions } from './redrive.js';

export function registerDeadLetters(program: Command, tool: Tool, finish: Finish): void {
  const group = program
    .command('dead-letters')
    .summary('what could not be understood as an event')
    .description('Records that could not be understood as an event, each with its place and the reason.');
  registerList(group, tool, finish);
  registerRedrive(group, tool, finish);
}

function registerList(group: Command, tool: Tool, finish: Finish): void {
  const list = leaf(group, 'list', {
    summary: 'list dead letters',
    description:
      'Lists dead letters, oldest first within each partition. Secrets in them were replaced before they were written.',
    examples: [
      ['dead-letters list --since 1d', 'of the last day'],
      ['dead-letters list --code not-json --value', 'with what the record held'],
      ['dead-letters list --histogram', 'how many, by reason, origin and hour'],
    ],
  });
  withDeadLetterFilter(list, tool.now())
    .option('--limit <number>', 'at most so many', wholeNumber(1))
    .option('--value', 'show what the record held')
    .option('--histogram', 'count them instead')
    .action(async (options: ListOptions) => {
      finish(await listDeadLetters(tool, options));
    });
}

function registerRedrive(group: Command, tool: Tool, finish: Finish): void {
  const redrive = leaf(group, 'redrive', {
    summary: 'have their records carried out after all',
    description:
      'Has the service read the records of dead letters once more, where they are: for records that a newer version understands. Shows first what that comes to. A record that was redriven before, or that is no event to this version either, is left out unless it is forced.',
    examples: [
      ['dead-letters redrive --code unknown-shape --dry-run', 'only show what it comes to'],
      ['dead-letters redrive --since 1d --yes', 'what became a dead letter within the last day'],
      ['dead-letters redrive --rate 10 --yes', 'ten records a second'],
    ],
  });
  withDecision(withDeadLetterFilter(redrive, tool.now()))
    .option('--rate <number>', 'so many records a second at most', wholeNumber(1))
    .option('--force', 'also what was tried before, or cannot be understood now either')
    .option('--dry-run', 'only show what it comes to')
    .option('--yes', 'do not ask')
    .action(async (options: RedriveOptions) => {
      finish(await redriveDeadLetters(tool, options));
    });
}
