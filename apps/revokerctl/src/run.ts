import type { ExitCode } from './cli/cli-error.js';
import { failureOf } from './cli/failure.js';
import { CommandContext, type ProcessEnvironment } from './context.js';
import { buildProgram } from './program.js';

/** Runs one command line to its end. Never rejects. */
export async function run(args: readonly string[], environment: ProcessEnvironment): Promise<ExitCode> {
  const context = new CommandContext(environment);
  const program = buildProgram(context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    const failure = failureOf(error, environment.signal);
    if (failure.sentence !== undefined) {
      context.terminal.note(failure.sentence);
    }
    return failure.exitCode;
  }
}
