import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withEventFlags } from '../../events/flags.js';
import { publish, type PublishOptions } from './publish.js';

export function registerPublish(program: Command, tool: Tool, finish: Finish): void {
  const command = leaf(program, 'publish', {
    summary: 'publish events',
    description:
      'Publishes events as CloudEvents in binary mode. All of them are checked first: if one breaks a rule, none is published.',
    examples: [
      ['publish --user 8f0e… --oath-token 05e8…', 'somebody has left'],
      ['publish --session 0a1b… --wait', 'a session has ended; wait for the outcome'],
      ['publish leavers.jsonl', 'an event a line'],
      ['publish leavers.jsonl --dry-run --json', 'only show what would be sent'],
    ],
  });
  withEventFlags(command)
    .argument('[file]', 'events: one JSON object, a list, or one a line; `-` or nothing: standard input')
    .option('--topic <topic>', 'another topic than that of the event')
    .option('--id <id>', 'id of the event (default: its own, or a new UUID)')
    .option('--source <uri>', 'source of the event (default: its own, or /revokerctl)')
    .option('--key <key>', 'key of the record (default: the user or the session)')
    .option('--unchecked', 'publish even what breaks rules')
    .option('--dry-run', 'check, and show the records instead of publishing them')
    .option(
      '--wait [seconds]',
      'wait for the outcomes, 60 s unless set; exit code 1 if one is missing or not completed',
      wholeNumber(1, 86_400),
    )
    .action(async (file: string | undefined, options: PublishOptions) => {
      finish(await publish(tool, file, options));
    });
}
