import { CommanderError } from 'commander';
import { KafkaError } from '#libs/kafka';
import { CliError } from './cli-error.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { capital } from './words.js';

export interface Failure {
  readonly exitCode: ExitCode;
  /** Absent where everything has been said. */
  readonly sentence?: string;
}

/** What ended a command, for a person. No stack: whoever reads it cannot mend our code. */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof CliError) {
    return { exitCode: error.exitCode, sentence: error.message };
  }
  if (signal.aborted) {
    return { exitCode: EXIT.interrupted, sentence: 'Interrupted.' };
  }
  if (error instanceof CommanderError) {
    return ofCommander(error);
  }
  if (error instanceof KafkaError) {
    return { exitCode: EXIT.unavailable, sentence: asSentence(error.message) };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { exitCode: EXIT.fault, sentence: `A fault of revokerctl itself. ${what}` };
}

function ofCommander({ code, exitCode, message }: CommanderError): Failure {
  if (exitCode === 0) {
    return { exitCode: EXIT.ok };
  }
  if (code === 'commander.help') {
    return { exitCode: EXIT.usage };
  }
  // "error: unknown option '--jsn'\n(Did you mean --json?)"
  const [said = '', hint] = message.replace(/^error: /, '').split('\n');
  return { exitCode: EXIT.usage, sentence: asSentence(hint === undefined ? said : `${said} ${hint}`) };
}

function asSentence(text: string): string {
  // "revocation.ledger/3 stays at …": the name of a topic is no word.
  const begun = /^[a-z]+\b(?![./_-])/.test(text) ? capital(text) : text;
  return /[.?!)]$/.test(begun) ? begun : `${begun}.`;
}
