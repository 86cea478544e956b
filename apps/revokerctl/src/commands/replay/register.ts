import { type Command, InvalidArgumentError, Option } from 'commander';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { type DecisionOptions, withDecision } from '../../decisions/decision.js';
import { changeReplay, watchReplay } from './change-replay.js';
import { rangeBoundBefore } from './choose-ranges.js';
import { listReplays, replayStatus } from './list-replays.js';
import { startReplay } from './start.js';

export function registerReplay(program: Command, context: CommandContext): void {
  const group = program
    .command('replay')
    .summary('carry a range of events out again')
    .description('Reads ranges of the inputs again and carries them out, on spare budget only.')
    .hook('preSubcommand', refuseUnknown);
  registerStart(group, context);
  const list = defineCommand(group, 'list', {
    summary: 'all replays, the latest first',
    description: 'Lists the replays that the ledger knows, with how far they are.',
    examples: [['replay list', 'who asked for what, and when']],
  });
  onRun(list, context, listReplays);
  const status = defineCommand(group, 'status', {
    summary: 'how far one is, by partition',
    description: 'Shows how far a replay is in each partition, and what became of the records so far.',
    examples: [['replay status 3b4f6f6e', 'the beginning of its id is enough']],
  }).argument('<id>', ID);
  onRun(status, context, replayStatus);
  const watch = defineCommand(group, 'watch', {
    summary: 'a progress bar until it is over',
    description:
      'Shows how far a replay is until it is over, and what it opened is settled. Ctrl-C ends the showing only.',
    examples: [['replay watch 3b4f6f6e', 'the beginning of its id is enough']],
  }).argument('<id>', ID);
  onRun(watch, context, watchReplay);
  for (const [change, described] of Object.entries(CHANGES)) {
    const command = defineCommand(group, change, {
      ...described,
      examples: [[`replay ${change} 3b4f6f6e`, 'the beginning of its id is enough']],
    });
    withDecision(command).argument('<id>', ID);
    onRun(command, context, (given, id: string, options: DecisionOptions) =>
      changeReplay(given, change as keyof typeof CHANGES, id, options),
    );
  }
}

const ID = 'of the replay, or its beginning';

const CHANGES = {
  pause: { summary: 'hold it', description: 'Holds a replay: what it has opened goes on, no more is read.' },
  resume: { summary: 'let it go on', description: 'Lets a replay go on that was held.' },
  cancel: {
    summary: 'end it',
    description:
      'Ends a replay for good. What it has opened is carried out to its end; "cancel" takes single revocations back.',
  },
} as const;

function registerStart(group: Command, context: CommandContext): void {
  const bound = rangeBoundBefore(context.now());
  const start = defineCommand(group, 'start', {
    isDefault: true,
    summary: 'plan a replay, and send it (the default)',
    description:
      'Reads the range first, compares it with the ledger, and shows what a replay would do and cost. Then, with --yes or after it has asked, the service carries out what the ledger does not know.',
    examples: [
      ['replay start --topic user.deprovisioned --from 7d --dry-run', 'only show the plan'],
      ['replay --topic user.deprovisioned --from 2026-03-01 --to 2026-03-02 --yes', 'a backfill of a day'],
      [
        'replay --topic user.deprovisioned --partition 3 --from 1000 --to 5000',
        'by offsets; --to is not part of it',
      ],
      [
        'replay --topic session.terminated --from 1h --republish --yes',
        'outcomes again, for a subscriber who lost them',
      ],
    ],
  });
  withDecision(start)
    .requiredOption('--topic <topic>', 'an input of the service')
    .addOption(
      new Option('--partition <number>', 'one of its partitions').argParser(partitionOrAll).default('all'),
    )
    .requiredOption('--from <moment>', 'an offset, a time, how long ago (15m, 2h, 7d), or "earliest"', bound)
    .addOption(
      new Option('--to <moment>', 'the same, exclusive')
        .argParser(bound)
        .default({ kind: 'latest' }, 'latest'),
    )
    .option('--user <user>', 'only events about this user: id, username or externalId')
    .option('--republish', 'publish the outcomes of what is settled again, as they were')
    .option('--again', 'carry out what is settled, too, as the next revision')
    .option('--everything', 'with --again: end all that is there now, also what is newer than the events')
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask');
  onRun(start, context, startReplay);
}

/** What is no command is passed on to "start", which would miss its options instead. */
function refuseUnknown(group: Command, chosen: Command): void {
  const [name = ''] = group.args;
  if (name !== '' && !name.startsWith('-') && name !== chosen.name()) {
    group.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' });
  }
}

const number = wholeNumber(0);

function partitionOrAll(text: string): number | 'all' {
  if (text === 'all') {
    return text;
  }
  try {
    return number(text);
  } catch {
    throw new InvalidArgumentError('It must be the number of a partition, or "all".');
  }
}
