import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withEventFlags } from '../../events/flags.js';
import { plan, type PlanOptions } from './plan.js';

export function registerPlan(program: Command, tool: Tool, finish: Finish): void {
  const command = leaf(program, 'plan', {
    summary: 'show what would be done for an event',
    description:
      'Plans an event as the service would by these settings, and calls nobody: neither Kafka nor PingOne. Whether the event is known already, which makes it a repeat, "find" tells. Says if a guard would hold it, or may. Exit code 1 if it would be refused.',
    examples: [
      ['plan event.json', 'one event, a list, or JSON lines'],
      ['plan --username ada --cause leave', 'an event by flags'],
    ],
  });
  withEventFlags(command)
    .argument('[file]', 'events; `-` or nothing: standard input')
    .action(async (file: string | undefined, options: PlanOptions) => {
      finish(await plan(tool, file, options));
    });
}
