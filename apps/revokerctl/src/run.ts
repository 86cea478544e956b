import { EXIT, type ExitCode } from './cli/exit-codes.js';
import { failureOf } from './cli/failure.js';
import { Tool, type Surroundings } from './tool.js';
import { buildProgram } from './program.js';

/** Runs one command line to its end. Never rejects. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const tool = new Tool(surroundings);
  let exitCode: ExitCode = EXIT.ok;
  const program = buildProgram(tool, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    const failure = failureOf(error, surroundings.signal);
    if (failure.sentence !== undefined) {
      tool.terminal.note(failure.sentence);
    }
    return failure.exitCode;
  }
}
