import type { ExitCode } from './exit-codes.js';

/** Ends the command: one sentence for a person, and the exit code for whatever started it. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly exitCode: Exclude<ExitCode, 0>,
    sentence: string,
  ) {
    super(sentence);
  }
}
