import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import type { ExitCode } from './cli-error.js';

export interface CommandDescription {
  readonly summary: string;
  /** Paragraphs below the usage. */
  readonly description: string;
  /** Command lines without `revokerctl`, each with what it is for. */
  readonly examples: readonly (readonly [commandLine: string, what: string])[];
  /** The one that is meant where its parent is given no other. */
  readonly isDefault?: true;
}

/** A command that does something: they all have `--json` and examples in their help. */
export function defineCommand(parent: Command, usage: string, described: CommandDescription): Command {
  const { summary, description, examples, isDefault = false } = described;
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  revokerctl ${line.padEnd(width)}  # ${what}`);
  return parent
    .command(usage, { isDefault })
    .summary(summary)
    .description(description)
    .option('--json', 'JSON to read by a program, an object a line')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** What the command does with its arguments and options; its exit code becomes that of the process. */
export function onRun<Given extends readonly unknown[]>(
  command: Command,
  context: CommandContext,
  run: (context: CommandContext, ...given: Given) => Promise<ExitCode>,
): void {
  command.action(async (...given) => {
    context.exitCode = await run(context, ...(given as unknown as Given));
  });
}
