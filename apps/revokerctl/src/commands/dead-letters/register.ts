import type { Command } from 'commander';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { withDecision } from '../../decisions/decision.js';
import { withDeadLetterFilter } from './filter.js';
import { listDeadLetters } from './list.js';
import { redriveDeadLetters } from './redrive.js';

export function registerDeadLetters(program: Command, context: CommandContext): void {
  const group = program
    .command('dead-letters')
    .summary('what could not be understood as an event')
    .description('Records that could not be understood as an event, each with its place and the reason.');
  registerList(group, context);
  registerRedrive(group, context);
}

function registerList(group: Command, context: CommandContext): void {
  const list = defineCommand(group, 'list', {
    summary: 'list dead letters',
    description:
      'Lists dead letters, oldest first within each partition. Secrets in them were replaced before they were written.',
    examples: [
      ['dead-letters list --since 1d', 'of the last day'],
      ['dead-letters list --code not-json --value', 'with what the record held'],
      ['dead-letters list --histogram', 'how many, by reason, origin and hour'],
    ],
  });
  withDeadLetterFilter(list, context.now())
    .option('--limit <number>', 'at most so many', wholeNumber(1))
    .option('--value', 'show what the record held')
    .option('--histogram', 'count them instead');
  onRun(list, context, listDeadLetters);
}

function registerRedrive(group: Command, context: CommandContext): void {
  const redrive = defineCommand(group, 'redrive', {
    summary: 'carry their records out after all',
    description:
      'Makes the service read the records of dead letters once more, where they are: for records that a newer version understands. First shows what it will do. A record that was redriven before, or that is no event to this version either, is left out unless --force is given.',
    examples: [
      ['dead-letters redrive --code unknown-shape --dry-run', 'only show what it will do'],
      ['dead-letters redrive --since 1d --yes', 'what became a dead letter within the last day'],
      ['dead-letters redrive --rate 10 --yes', 'ten records a second'],
    ],
  });
  withDecision(withDeadLetterFilter(redrive, context.now()))
    .option('--rate <number>', 'so many records a second at most', wholeNumber(1))
    .option('--force', 'also what was tried before, or cannot be understood now either')
    .option('--dry-run', 'only show what it will do')
    .option('--yes', 'do not ask');
  onRun(redrive, context, redriveDeadLetters);
}
