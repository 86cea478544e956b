import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { count } from '../../cli/words.js';
import type { Diagnosis } from './diagnosis.js';
import { examineKafka } from './examine-kafka.js';
import { examinePingOne } from './examine-pingone.js';

export interface DoctorOptions {
  readonly json?: true;
  readonly only?: 'kafka' | 'pingone';
}

/** Prints each diagnosis as soon as it is made: some of them take seconds. */
export async function doctor(tool: Tool, { json, only }: DoctorOptions): Promise<ExitCode> {
  const { terminal } = tool;
  let problems = 0;
  for await (const diagnosis of examine(tool, only)) {
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

async function* examine(tool: Tool, only: DoctorOptions['only']): AsyncGenerator<Diagnosis, void, undefined> {
  if (only !== 'pingone') {
    yield* examineKafka(tool);
  }
  if (only !== 'kafka') {
    yield* examinePingOne(tool);
  }
}

function describe({ what, state, detail, remedy }: Diagnosis): readonly string[] {
  return [
    `${state.padEnd(8)} ${what}: ${detail}`,
    ...(remedy === undefined ? [] : [`         What to do: ${remedy}.`]),
  ];
}
