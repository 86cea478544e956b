import type { Command } from 'commander';
import { readOutcome } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { timeBefore, wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { describeOutcome } from '../../output/describe-outcome.js';
import { sayWhatIsGone } from '../../output/notes.js';
import { type OutcomeFilter, passes, withOutcomeFilter } from './filter.js';

export function registerTail(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'tail', {
    summary: 'show outcomes as they come',
    description: 'Follows the topic of outcomes, committed ones only, until Ctrl-C.',
    examples: [
      ['tail', 'from now on'],
      ['tail --since 1h --status failed', 'what has failed within the last hour, and what will'],
      ['tail --json | jq .failure.code', 'an outcome a line, as published'],
    ],
  });
  withOutcomeFilter(command)
    .option(
      '--since <time>',
      'from then on: a time, or how long ago (15m, 2h, 7d)',
      timeBefore(context.now()),
    )
    .option('--limit <number>', 'end after so many', wholeNumber(1));
  onRun(command, context, tail);
}

export interface TailOptions extends OutcomeFilter {
  readonly json?: true;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly limit?: number;
}

export async function tail(context: CommandContext, options: TailOptions): Promise<ExitCode> {
  const { json, since, limit = Infinity } = options;
  const { terminal, signal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const topic = setup.topics.completed;
  const ranges = await kafka.ranges(topic, since);
  const from = new Map(
    ranges.map((range) => [`${topic}/${range.partition}`, since === undefined ? range.until : range.from]),
  );
  if (since !== undefined) {
    sayWhatIsGone(terminal, ranges, await kafka.ends(topic));
  }
  let shown = 0;
  for await (const record of kafka.follow([topic], from, signal)) {
    const outcome = readOutcome(record);
    if (!outcome || !passes(options, outcome)) {
      continue;
    }
    if (json) {
      terminal.json(outcome);
    } else {
      terminal.print(...describeOutcome(outcome));
    }
    shown += 1;
    if (shown >= limit) {
      break;
    }
  }
  // Ctrl-C is how it is meant to end.
  return EXIT.ok;
}
