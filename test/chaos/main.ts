import { randomInt } from 'node:crypto';
import { USAGE, readCommandLine } from './command-line.js';
import { toTable } from './report/table.js';
import { runChaos } from './run/run-chaos.js';

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
  case 'run': {
    const interruption = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => interruption.abort(new Error(`Received ${signal}`)));
    }
    const tell = (line: string): void => console.error(line);
    tell(`seed ${commandLine.options.seed}`);
    const report = await runChaos({ ...commandLine.options, tell, signal: interruption.signal });
    console.error(toTable(report));
    console.log(JSON.stringify(report));
    process.exitCode = report.verdict === 'kept' ? 0 : EXIT_BROKEN;
  }
}
