import type { Command } from 'commander';
import type { Finish } from '../../cli/finish.js';
import { leaf } from '../../cli/leaf.js';
import type { Tool } from '../../tool.js';
import { withEventFlags } from '../../events/flags.js';
import { validate, type ValidateOptions } from './validate.js';

export function registerValidate(program: Command, tool: Tool, finish: Finish): void {
  const command = leaf(program, 'validate', {
    summary: 'check events without sending them',
    description:
      'Reads events as the service does and names every rule that they break. Needs neither Kafka nor settings.',
    examples: [
      ['validate event.json', 'one event, a list, or JSON lines'],
      ['validate --type session.terminated < events.jsonl', 'from standard input'],
      ['validate --user 4711 --oath-token 05e84ab4', 'what is wrong with these flags'],
    ],
  });
  withEventFlags(command)
    .argument('[file]', 'events; `-` or nothing: standard input')
    .action(async (file: string | undefined, options: ValidateOptions) => {
      finish(await validate(tool, file, options));
    });
}
