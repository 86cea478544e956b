import { createInterface, type Interface } from 'node:readline/promises';
import type { CommandContext } from '../context.js';
import { CliError, EXIT } from './cli-error.js';

/**
 * Asks before something is done, unless `--yes` has answered.
 *
 * @throws CliError where the answer is no, or there is no terminal to ask on
 */
export async function confirm(
  { environment, signal, terminal }: CommandContext,
  { yes, json }: { readonly yes?: true; readonly json?: true },
  question: string,
): Promise<void> {
  if (yes) {
    return;
  }
  const { stdin, stderr } = environment;
  const canAsk = stderr.isTTY === true && 'isTTY' in stdin && stdin.isTTY === true;
  if (!canAsk || json) {
    throw new CliError(EXIT.usage, 'Nothing was sent: --yes is missing, and there is no terminal to ask on.');
  }
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await answerTo(asking, `${question} [y/N] `, signal);
    if (answer === undefined) {
      terminal.note('');
      throw new CliError(EXIT.interrupted, 'Interrupted: nothing was sent.');
    }
    if (!/^y(es)?$/i.test(answer.trim())) {
      throw new CliError(EXIT.usage, 'Nothing was sent.');
    }
  } finally {
    asking.close();
  }
}

/** Undefined where there is no answer: Ctrl-C and Ctrl-D reach the prompt, not the process, and close it. */
function answerTo(asking: Interface, question: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const noAnswer = (): void => resolve(undefined);
    asking.once('close', noAnswer);
    asking.question(question, { signal }).then(resolve, noAnswer);
  });
}
