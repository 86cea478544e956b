import { type Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import type { Diagnosis } from './diagnosis.js';
import { examineKafka } from './examine-kafka.js';
import { examinePingOne } from './examine-pingone.js';

export function registerDoctor(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'doctor', {
    summary: 'find out why something does not work',
    description:
      'Tries everything that the service needs: settings, Kafka, login, topics, reading, PingOne, worker token, permissions. Changes nothing. Exit code 1 if there is a problem.',
    examples: [
      ['doctor', 'each line is ok, or a problem and what to do'],
      ['doctor --only pingone', 'the half of it'],
    ],
  }).addOption(new Option('--only <what>', 'one of the two').choices(['kafka', 'pingone']));
  onRun(command, context, doctor);
}

export interface DoctorOptions {
  readonly json?: true;
  readonly only?: 'kafka' | 'pingone';
}

/** Prints each diagnosis as soon as it is made: some of them take seconds. */
export async function doctor(context: CommandContext, { json, only }: DoctorOptions): Promise<ExitCode> {
  const { terminal } = context;
  let problems = 0;
  for await (const diagnosis of examine(context, only)) {
    problems += diagnosis.state === 'problem' ? 1 : 0;
    if (json) {
      terminal.json(diagnosis);
    } else {
      terminal.print(...describe(diagnosis));
    }
  }
  if (!json) {
    terminal.print('', problems === 0 ? 'Nothing is wrong.' : `${count(problems, 'problem')}.`);
  }
  return problems === 0 ? EXIT.ok : EXIT.problems;
}

async function* examine(
  context: CommandContext,
  only: DoctorOptions['only'],
): AsyncGenerator<Diagnosis, void, undefined> {
  if (only !== 'pingone') {
    yield* examineKafka(context);
  }
  if (only !== 'kafka') {
    yield* examinePingOne(context);
  }
}

function describe({ what, state, detail, remedy }: Diagnosis): readonly string[] {
  return [
    `${state.padEnd(8)} ${what}: ${detail}`,
    ...(remedy === undefined ? [] : [`         What to do: ${remedy}.`]),
  ];
}
