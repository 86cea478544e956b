import type { Command } from 'commander';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { checkTopics } from './check.js';
import { createTopics } from './create.js';

const MOST_PARTITIONS = 1_024;

export function registerTopics(program: Command, context: CommandContext): void {
  const group = program
    .command('topics')
    .summary('check and create the topics of the service')
    .description('The six topics of the service, by the names that the settings give them.');
  const check = defineCommand(group, 'check', {
    summary: 'compare the topics with what the service needs',
    description:
      'Checks existence, partitions, cleanup policy, replication, min.insync.replicas, unclean election and size. Exit code 1 if there is a problem; warnings alone are none.',
    examples: [['topics check', 'in words, with what to do']],
  });
  onRun(check, context, checkTopics);
  const create = defineCommand(group, 'create', {
    summary: 'create the topics that are missing',
    description: 'Creates what is missing; what is there is left as it is, right or wrong.',
    examples: [
      ['topics create --dry-run', 'show what would be created'],
      ['topics create --lanes 16', 'up to 16 instances can share the work'],
    ],
  })
    .option(
      '--lanes <number>',
      'lanes, if there is no ledger yet (default: LANES)',
      wholeNumber(1, MOST_PARTITIONS),
    )
    .option(
      '--partitions <number>',
      'partitions of events, outcomes and dead letters (default: one a lane)',
      wholeNumber(1),
    )
    .option(
      '--replication-factor <number>',
      'replicas (default: 3, or 1 where there are fewer brokers)',
      wholeNumber(1, 15),
    )
    .option('--dry-run', 'create nothing');
  onRun(create, context, createTopics);
}
