import { createInterface } from 'node:readline/promises';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';
import type { Tool } from './tool.js';

/**
 * Asks before something is done, unless `--yes` has answered.
 *
 * @throws CliError where the answer is no, or nobody can be asked
 */
export async function confirm(
  { surroundings, signal }: Tool,
  { yes, json }: { readonly yes?: true; readonly json?: true },
  question: string,
): Promise<void> {
  if (yes) {
    return;
  }
  const { stdin, stderr } = surroundings;
  const canAsk = stderr.isTTY === true && 'isTTY' in stdin && stdin.isTTY === true;
  if (!canAsk || json) {
    throw new CliError(EXIT.usage, 'Nothing was sent: --yes is missing, and nobody can be asked.');
  }
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) {
      throw new CliError(EXIT.usage, 'Nothing was sent.');
    }
  } finally {
    asking.close();
  }
}
