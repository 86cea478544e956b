import { randomInt } from 'node:crypto';
import { USAGE, readCommandLine } from './command-line.js';
import { Interrupted, onInterruption } from './interruption.js';
import { toTable } from './report/table.js';
import { runChaos } from './run-chaos.js';
import { runLostTail } from './scenarios/lost-tail.js';
import { runOutage } from './scenarios/outage.js';
import { runPurge } from './scenarios/purge.js';
import { runReplay } from './scenarios/replay.js';
import { toScenarioTable } from './scenarios/scenario.js';
import { runUrgent } from './scenarios/urgent.js';

const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

const signal = onInterruption();
try {
  await main();
} catch (error) {
  if (!(signal.reason instanceof Interrupted)) {
    throw error;
  }
  // What was given up half-way may hold connections open.
  process.exit(signal.reason.exitCode);
}

async function main(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2), randomInt(1, 1_000_000));
  switch (commandLine.kind) {
    case 'help':
      console.log(USAGE);
      return;
    case 'wrong':
      console.error(`${commandLine.problem}\n\n${USAGE}`);
      process.exitCode = EXIT_USAGE;
      return;
    case 'run':
      return conclude(await runChaos(heard(commandLine.options)), toTable);
    case 'outage':
      return conclude(await runOutage(heard(commandLine.options)), toScenarioTable);
    case 'purge':
      return conclude(await runPurge(heard(commandLine.options)), toScenarioTable);
    case 'lost-tail':
      return conclude(await runLostTail(heard(commandLine.options)), toScenarioTable);
    case 'replay':
      return conclude(await runReplay(heard(commandLine.options)), toScenarioTable);
    case 'urgent':
      return conclude(await runUrgent(heard(commandLine.options)), toScenarioTable);
  }
}

/** Tells on stderr, from the seed on. */
function heard<Options extends { readonly seed: number }>(
  options: Options,
): Options & { readonly tell: (line: string) => void; readonly signal: AbortSignal } {
  const tell = (line: string): void => console.error(line);
  tell(`seed ${options.seed}`);
  return { ...options, tell, signal };
}

function conclude<Report extends { readonly verdict: 'kept' | 'broken' }>(
  report: Report,
  toText: (report: Report) => string,
): void {
  // Given up at its very end: what it found then says nothing.
  signal.throwIfAborted();
  console.error(toText(report));
  console.log(JSON.stringify(report));
  process.exitCode = report.verdict === 'kept' ? 0 : EXIT_BROKEN;
}
