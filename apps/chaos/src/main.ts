import { randomInt } from 'node:crypto';
import { Interrupted, onInterruption, tellUsage } from '#libs/testbed';
import { readChaosRun, type ChaosRun } from './command-line.js';
import { toTable } from './report/table.js';
import { runChaos } from './run-chaos.js';
import { runLostTail } from './scenarios/lost-tail.js';
import { runOutage } from './scenarios/outage.js';
import { runPurge } from './scenarios/purge.js';
import { runReplay } from './scenarios/replay.js';
import { toScenarioTable } from './scenarios/scenario.js';
import { runUrgent } from './scenarios/urgent.js';

const EXIT_BROKEN = 1;
/** Killing and removing takes a second; whatever hangs then is ended by its own guard when we are gone. */
const ENDS_WITHIN_MS = 30_000;

/** A further signal does nothing: an instance that is frozen has to be killed before we are gone, it cannot see that. */
const { signal } = onInterruption();
signal.addEventListener('abort', () => {
  const interrupted = signal.reason as Interrupted;
  setTimeout(() => process.exit(interrupted.exitCode), ENDS_WITHIN_MS).unref();
  // What is given up half-way fails as it likes: that it was interrupted is how it ends.
  process.on('uncaughtException', () => undefined);
  console.error(`${interrupted.message}: the run is given up, and everything that it started is ended.`);
});

const commandLine = readChaosRun(process.argv.slice(2), randomInt(1, 1_000_000));
if (commandLine.kind === 'options') {
  try {
    await run(commandLine.options);
  } catch (error) {
    if (!(signal.reason instanceof Interrupted)) {
      throw error;
    }
    // What was given up half-way may hold connections open.
    process.exit(signal.reason.exitCode);
  }
} else {
  tellUsage(commandLine);
}

async function run(chosen: ChaosRun): Promise<void> {
  switch (chosen.kind) {
    case 'run':
      return conclude(await runChaos(heard(chosen.options)), toTable);
    case 'outage':
      return conclude(await runOutage(heard(chosen.options)), toScenarioTable);
    case 'purge':
      return conclude(await runPurge(heard(chosen.options)), toScenarioTable);
    case 'lost-tail':
      return conclude(await runLostTail(heard(chosen.options)), toScenarioTable);
    case 'replay':
      return conclude(await runReplay(heard(chosen.options)), toScenarioTable);
    case 'urgent':
      return conclude(await runUrgent(heard(chosen.options)), toScenarioTable);
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
