import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withDecision } from '../../operate/decision.js';
import { cancel, type CancelOptions } from './cancel.js';

export function registerCancel(program: Command, tool: Tool, finish: Finish): void {
  const command = leaf(program, 'cancel', {
    summary: 'take an open revocation back',
    description:
      'Ends what has not been sent yet of an open revocation. What PingOne has been told already runs to its end, so that the outcome says what it came to. The outcome has the failure cancelled-by-operator.',
    examples: [
      ['cancel 694577ef-fd45-5043-8737-a432ddb125a1', 'by its id, as "status --open" shows it'],
      ['cancel evt-1001 --note "the wrong person"', 'by the id of its event; the note is in the outcome'],
    ],
  });
  withDecision(command)
    .argument('<id>', 'of the revocation, or of its event')
    .option('--note <text>', 'why; the outcome repeats it')
    .action(async (id: string, options: CancelOptions) => {
      finish(await cancel(tool, id, options));
    });
}
