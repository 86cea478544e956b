import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withDecision } from '../../operate/decision.js';
import { retry, type RetryOptions } from './retry.js';

export function registerRetry(program: Command, tool: Tool, finish: Finish): void {
  const command = leaf(program, 'retry', {
    summary: 'carry a settled revocation out again',
    description:
      'Has the event of a settled revocation read and carried out once more. Its outcome is the next revision, which supersedes the one before. Needs the event to be in its topic still.',
    examples: [
      ['retry 694577ef-fd45-5043-8737-a432ddb125a1', 'and wait for the next revision'],
      ['retry evt-1001 --wait 300', 'by the id of its event; a job may take long'],
      ['retry evt-1001 --everything', 'what is newer than the event, too: the person is not back'],
    ],
  });
  withDecision(command)
    .argument('<id>', 'of the revocation, or of its event')
    .option('--everything', 'end all that is there now, also what is newer than the event')
    .action(async (id: string, options: RetryOptions) => {
      finish(await retry(tool, id, options));
    });
}
