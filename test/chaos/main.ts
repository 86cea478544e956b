import { randomInt } from 'node:crypto';
import { USAGE, readCommandLine } from './command-line.js';
import { toTable } from './report/table.js';
import { runChaos } from './run/run-chaos.js';
import { runOutage } from './scenarios/outage.js';
import { runReplay } from './scenarios/replay.js';
import { toScenarioTable } from './scenarios/scenario.js';

const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

const commandLine = readCommandLine(process.argv.slice(2), randomInt(1, 1_000_000));
switch (commandLine.kind) {
  case 'help':
    console.log(USAGE);
    break;
  case 'wrong':
    console.error(`${commandLine.problem}\n\n${USAGE}`);
    process.exitCode = EXIT_USAGE;
    break;
  case 'run':
    conclude(await runChaos({ ...commandLine.options, ...audience(commandLine.options) }), toTable);
    break;
  case 'outage':
    conclude(await runOutage({ ...commandLine.options, ...audience(commandLine.options) }), toScenarioTable);
    break;
  case 'replay':
    conclude(await runReplay({ ...commandLine.options, ...audience(commandLine.options) }), toScenarioTable);
    break;
}

/** Tells on stderr; a signal gives the run up. */
function audience({ seed }: { readonly seed: number }): {
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
} {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interruption.abort(new Error(`Received ${signal}`)));
  }
  const tell = (line: string): void => console.error(line);
  tell(`seed ${seed}`);
  return { tell, signal: interruption.signal };
}

function conclude<Report extends { readonly verdict: 'kept' | 'broken' }>(
  report: Report,
  toText: (report: Report) => string,
): void {
  console.error(toText(report));
  console.log(JSON.stringify(report));
  process.exitCode = report.verdict === 'kept' ? 0 : EXIT_BROKEN;
}
