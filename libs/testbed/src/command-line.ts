import { CommanderError, InvalidArgumentError, type Command } from 'commander';

/** As all programs of this repository have it where a person has mistyped. */
const EXIT_USAGE = 2;

export type CommandLine<Options> =
  | { readonly kind: 'options'; readonly options: Options }
  | { readonly kind: 'help'; readonly text: string }
  /** One sentence that says what is wrong. */
  | { readonly kind: 'wrong'; readonly sentence: string; readonly usage: string };

/** Parses without printing and without ending the process. @param options what is read from the parsed options */
export function readCommandLine<Parsed extends object, Options>(
  program: Command,
  args: readonly string[],
  options: (parsed: Parsed) => Options,
): CommandLine<Options> {
  let printed = '';
  program.allowExcessArguments(false).showSuggestionAfterError(false).exitOverride();
  program.configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined });
  try {
    return { kind: 'options', options: options(program.parse(args, { from: 'user' }).opts<Parsed>()) };
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    printed = '';
    program.outputHelp();
    const usage = printed.trimEnd();
    return error.exitCode === 0
      ? { kind: 'help', text: usage }
      : { kind: 'wrong', sentence: sentenceOf(error.message), usage };
  }
}

/** Prints the help, or what is wrong, and sets the exit code. */
export function tellUsage(commandLine: Exclude<CommandLine<never>, { readonly kind: 'options' }>): void {
  switch (commandLine.kind) {
    case 'help':
      process.stdout.write(`${commandLine.text}\n`);
      return;
    case 'wrong':
      process.stderr.write(`${commandLine.sentence}\n\n${commandLine.usage}\n`);
      process.exitCode = EXIT_USAGE;
  }
}

/** Parses the argument of an option. @throws InvalidArgumentError, which says the rule */
export function numberOf(
  option: string,
  { least, most = Infinity, kind = 'number' }: NumberRule,
): (text: string) => number {
  const rule = `${option} must be a ${kind} ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}`;
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    const isRight = value >= least && value <= most && value !== Infinity;
    if (!isRight || (kind === 'whole number' && !Number.isInteger(value))) {
      throw new InvalidArgumentError(rule);
    }
    return value;
  };
}

export interface NumberRule {
  readonly least: number;
  readonly most?: number;
  readonly kind?: 'number' | 'whole number';
}

/** Of commander's message what a person needs: the rule alone where an argument breaks one. */
function sentenceOf(message: string): string {
  const text = message.replace(/^error: /, '').replace(/^option .* is invalid\. /s, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}
