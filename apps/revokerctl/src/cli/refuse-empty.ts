import type { Command } from 'commander';
import { CliError, EXIT } from './cli-error.js';

/**
 * No value that is given may be empty. In a script an empty value is a variable that
 * was never set: `find "$USER_ID"` would find everything that has no user, and the
 * decision of `pause --by "$WHO"` would have no author.
 *
 * @throws CliError that names the option or the argument
 */
export function refuseEmpty(command: Command): void {
  const values: Readonly<Record<string, unknown>> = command.opts();
  const options = command.options.map((option) => ({
    name: `Option '${option.flags}'`,
    value: values[option.attributeName()],
  }));
  const given = command.registeredArguments.map((argument, at) => ({
    name: `Argument '${argument.name()}'`,
    value: argument.variadic ? command.args.slice(at) : command.args[at],
  }));
  const empty = [...given, ...options].find(({ value }) => [value].flat().some(isEmpty));
  if (empty) {
    throw new CliError(EXIT.usage, `${empty.name} must not be empty.`);
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
