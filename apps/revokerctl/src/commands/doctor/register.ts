import { Option, type Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { doctor, type DoctorOptions } from './doctor.js';

export function registerDoctor(program: Command, tool: Tool, finish: Finish): void {
  leaf(program, 'doctor', {
    summary: 'find out why something does not work',
    description:
      'Tries everything that the service needs: settings, Kafka, login, topics, reading, PingOne, worker token, permissions. Changes nothing. Exit code 1 if there is a problem.',
    examples: [
      ['doctor', 'each line is ok, or a problem and what to do'],
      ['doctor --only pingone', 'the half of it'],
    ],
  })
    .addOption(new Option('--only <what>', 'one of the two').choices(['kafka', 'pingone']))
    .action(async (options: DoctorOptions) => {
      finish(await doctor(tool, options));
    });
}
