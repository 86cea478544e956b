import { CommanderError } from 'commander';
import { KafkaError } from '#libs/kafka';
import { OperationsError, type OperationsErrorCode } from '#libs/operations';
import { CliError, EXIT, type ExitCode } from './cli-error.js';
import { capital } from './format.js';

export interface Failure {
  readonly exitCode: ExitCode;
  /** Absent where everything has been said. */
  readonly sentence?: string;
}

/** Exit code, and where to look further. */
const OPERATIONS: Readonly<Record<OperationsErrorCode, readonly [exitCode: ExitCode, hint?: string]>> = {
  'no-answer': [EXIT.unavailable],
  'not-authorised': [EXIT.unavailable],
  'no-topic': [EXIT.notFound, '"revokerctl topics check" shows what should be there'],
  'no-ledger': [EXIT.notFound],
  'empty-ledger': [EXIT.notFound],
  'lane-count': [EXIT.unreadable, '"revokerctl ledger check" explains it'],
  'commands-partitions': [EXIT.unreadable],
};

/** What ended a command, for a person. No stack: an operator cannot mend our code. */
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
  if (error instanceof OperationsError) {
    const [exitCode, hint] = OPERATIONS[error.code];
    return {
      exitCode,
      sentence: hint === undefined ? error.message : error.message.replace(/\.$/, ` (${hint}).`),
    };
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
