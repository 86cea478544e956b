import type { Command } from 'commander';
import type { RevocationCompleted } from '#libs/contracts';
import {
  eventTypeOf,
  type Hold,
  identifiedBy,
  type KafkaAccess,
  type KnownEntry,
  leaveUnderWay,
  readAsService,
  type Topics,
  watchById,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../cli/cli-error.js';
import { defineCommand, onRun } from '../cli/define-command.js';
import { place } from '../cli/format.js';
import type { CommandContext } from '../context.js';
import { chooseEntry, describeEntry } from '../decisions/choose-entry.js';
import { decisionOf, type DecisionOptions, withDecision } from '../decisions/decision.js';
import { awaitEffect, openCommands, refuseLesser, refuseUnreadable } from '../decisions/open-commands.js';
import { describeOutcome } from '../output/describe-outcome.js';

export function registerRetry(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'retry', {
    summary: 'carry a settled revocation out again',
    description:
      'Reads the event of a settled revocation again, and carries it out once more. The outcome is the next revision, which supersedes the one before. The event must still be in its topic.',
    examples: [
      ['retry 694577ef-fd45-5043-8737-a432ddb125a1', 'and wait for the next revision'],
      ['retry evt-1001 --wait 300', 'by the id of its event; a job may take long'],
      ['retry evt-1001 --everything', 'what is newer than the event, too: the person is not back'],
    ],
  });
  withDecision(command)
    .argument('<id>', 'of the revocation, or of its event')
    .option('--everything', 'end all that is there now, also what is newer than the event');
  onRun(command, context, retry);
}

export interface RetryOptions extends DecisionOptions {
  readonly everything?: true;
}

/** A replay of one offset, as the next revision. */
export async function retry(context: CommandContext, term: string, options: RetryOptions): Promise<ExitCode> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const watched = watchById(term);
  const commands = await openCommands(context, kafka, setup, [watched.see]);
  const entry = chooseEntry({ term, watched }, 'settled', commands, setup);
  const before = outcomeOf(entry);
  if (!before) {
    throw new CliError(
      EXIT.problems,
      `Revocation ${entry.revocationId} is open (${describeEntry(entry)}): there is nothing to retry before it is settled.`,
    );
  }
  const { topic, partition, offset } = entry.origin;
  const range = { topic, partition, from: offset, until: offset + 1n };
  const { everything } = options;
  const asked = { mode: 'again', ...(everything && { everything }) } as const;
  const underWay = await commands.replaysUnderWay();
  refuseLesser([range], asked, underWay);
  const { ranges, others } = leaveUnderWay([range], asked, underWay);
  if (ranges.length === 0) {
    terminal.note(
      `It is being carried out again already, by replay ${others.join(' and ')}: nothing was sent ("revokerctl replay status" shows how far it is).`,
    );
    return EXIT.ok;
  }
  refuseUnreadable(commands, setup, [entry.lane]);
  // Asked first: where the topic is created anew after the look, the command is not carried out there.
  const topicId = await kafka.topicId(topic);
  await refuseLost(kafka, entry, setup.topics);
  const command = {
    ...decisionOf(context, options),
    kind: 'replay',
    ...asked,
    ...range,
    ...topicId,
  } as const;
  await commands.send([{ lane: entry.lane, command }], context.signal);
  const next = (): RevocationCompleted | undefined => {
    const outcome = outcomeOf(watched.of(entry));
    return outcome && outcome.revision > before.revision ? outcome : undefined;
  };
  const heldNow = (): Hold | undefined => {
    const now = watched.of(entry);
    return now?.state === 'open' ? now.hold : undefined;
  };
  const hasEffect = (): boolean => next() !== undefined || heldNow() !== undefined;
  const exitCode = await awaitEffect(context, commands, { lanes: [entry.lane], hasEffect }, options);
  const outcome = next();
  const held = outcome ? undefined : heldNow();
  if (held) {
    terminal.note(
      `It is held (${held.reason}) until an operator decides: "revokerctl holds approve ${entry.revocationId}" or "reject".`,
    );
  }
  if (options.json) {
    terminal.json(outcome ?? { revocationId: entry.revocationId, state: held ? 'held' : 'sent' });
  } else if (outcome) {
    terminal.print(`Revision ${outcome.revision}, after ${before.revision} (${before.status}):`);
    terminal.print(...describeOutcome(outcome));
  }
  return held || (outcome && outcome.status !== 'completed') ? EXIT.problems : exitCode;
}

/** @throws CliError where the event is not where the ledger says it was read */
async function refuseLost(
  kafka: KafkaAccess,
  { revocationId: id, origin }: KnownEntry,
  topics: Topics,
): Promise<void> {
  const { topic, partition, offset } = origin;
  const held = (await kafka.ranges(topic)).find((range) => range.partition === partition);
  if (!held || held.from > offset) {
    throw new CliError(
      EXIT.notFound,
      `Retention has removed the event of revocation ${id} (${place(origin)}): it can only be published again by its source.`,
    );
  }
  const record = offset < held.until ? await kafka.recordAt(origin) : undefined;
  const type = eventTypeOf(topics, topic);
  const envelope = record && type && identifiedBy(readAsService(record, type))?.envelope;
  if (envelope?.revocationId === id || envelope?.conflictId() === id) {
    return;
  }
  throw new CliError(
    EXIT.notFound,
    `There is another record at ${place(origin)} than the event of revocation ${id}: the topic was created anew. It can only be published again by its source.`,
  );
}

function outcomeOf(entry: KnownEntry | undefined): RevocationCompleted | undefined {
  return entry?.state === 'settled' ? entry.outcome : undefined;
}
