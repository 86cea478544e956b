import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../cli/option-values.js';
import type { CommandContext } from '../context.js';

/** What every command that decides something takes. */
export interface DecisionOptions {
  readonly json?: true;
  readonly by?: string;
  /** False: only send it; a number: wait so many seconds at most. */
  readonly wait: boolean | number;
}

export const WAIT_SECONDS = 30;

export function withDecision(
  command: Command,
  by = 'who decides it; for the record (default: USER of the shell)',
): Command {
  return command
    .option('--by <name>', by)
    .addOption(
      new Option('--wait [seconds]', 'wait until it has taken effect, so long at most')
        .argParser<number | boolean>(wholeNumber(1))
        .default(true, `${WAIT_SECONDS} s`),
    )
    .option('--no-wait', 'only send it');
}

/** What all commands to the service have in common. */
export function decisionOf(
  context: CommandContext,
  { by }: Pick<DecisionOptions, 'by'>,
): { readonly id: string; readonly at: string; readonly by?: string } {
  const who = context.decider(by);
  return { id: randomUUID(), at: new Date(context.now()).toISOString(), ...(who && { by: who }) };
}
