import type { Command } from 'commander';
import { type KnownEntry, watchById } from '#libs/operations';
import { EXIT, type ExitCode } from '../cli/cli-error.js';
import { defineCommand, onRun } from '../cli/define-command.js';
import type { CommandContext } from '../context.js';
import { chooseEntry, describeEntry } from '../decisions/choose-entry.js';
import { decisionOf, type DecisionOptions, withDecision } from '../decisions/decision.js';
import { awaitEffect, openCommands, refuseUnreadable } from '../decisions/open-commands.js';
import { describeOutcome } from '../output/describe-outcome.js';

export function registerCancel(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'cancel', {
    summary: 'cancel an open revocation',
    description:
      'Cancels an open revocation: nothing more of it is sent. What was sent to PingOne already runs to its end, and the outcome says what came of it. The outcome has the failure cancelled-by-operator.',
    examples: [
      ['cancel 694577ef-fd45-5043-8737-a432ddb125a1', 'by its id, as "status --open" shows it'],
      ['cancel evt-1001 --note "the wrong person"', 'by the id of its event; the note is in the outcome'],
    ],
  });
  withDecision(command)
    .argument('<id>', 'of the revocation, or of its event')
    .option('--note <text>', 'why; the outcome repeats it');
  onRun(command, context, cancel);
}

export interface CancelOptions extends DecisionOptions {
  readonly note?: string;
}

export async function cancel(
  context: CommandContext,
  term: string,
  options: CancelOptions,
): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const watched = watchById(term);
  const commands = await openCommands(context, kafka, setup, [watched.see]);
  const entry = chooseEntry({ term, watched }, 'open', commands, setup);
  if (entry.state === 'settled' || entry.isWithdrawn) {
    return sayAlready(context, entry, options);
  }
  refuseUnreadable(commands, setup, [entry.lane]);
  const { note } = options;
  const command = {
    ...decisionOf(context, options),
    kind: 'cancel',
    work: entry.revocationId,
    ...(note && { note }),
  } as const;
  await commands.send([{ lane: entry.lane, command }], context.signal);
  const hasEffect = (): boolean => {
    const now = watched.of(entry);
    return now === undefined || now.state === 'settled' || now.isWithdrawn;
  };
  const exitCode = await awaitEffect(context, commands, { lanes: [entry.lane], hasEffect }, options);
  if (exitCode === EXIT.ok && options.wait !== false) {
    sayEffect(context, watched.of(entry) ?? entry, options);
  } else if (options.json) {
    context.terminal.json({ revocationId: entry.revocationId, state: 'sent' });
  }
  return exitCode;
}

function sayAlready({ terminal }: CommandContext, entry: KnownEntry, { json }: CancelOptions): ExitCode {
  const outcome = entry.state === 'settled' ? entry.outcome : undefined;
  const isCancelled = entry.state === 'open' || outcome?.failure?.code === 'cancelled-by-operator';
  if (json) {
    terminal.json({
      revocationId: entry.revocationId,
      state: isCancelled ? 'cancelled' : 'settled',
      changed: false,
      outcome,
    });
  } else {
    terminal.print(
      entry.state === 'open'
        ? `Revocation ${entry.revocationId} was cancelled already: nothing changes. What had been sent by then runs to its end.`
        : `Revocation ${entry.revocationId} is settled already: nothing changes.`,
      ...(outcome ? describeOutcome(outcome) : []),
    );
  }
  return isCancelled ? EXIT.ok : EXIT.problems;
}

function sayEffect({ terminal }: CommandContext, entry: KnownEntry, { json }: CancelOptions): void {
  const outcome = entry.state === 'settled' ? entry.outcome : undefined;
  if (json) {
    terminal.json({
      revocationId: entry.revocationId,
      state: outcome ? 'settled' : 'cancelled',
      changed: true,
      outcome,
    });
  } else if (outcome) {
    terminal.print(...describeOutcome(outcome));
  } else if (entry.state === 'open') {
    terminal.print(
      `Cancelled: ${describeEntry(entry)}. What had been sent runs to its end (${entry.steps.join('; ')}); "revokerctl find ${entry.revocationId}" shows its outcome.`,
    );
  }
}
