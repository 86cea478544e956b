import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { ProgramProcess } from './program-process.js';
import type { Settings } from './service-settings.js';
import { SimulatorClient } from './simulator-client.js';
import type { BehaviourChange } from './simulator.js';

const START_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 15_000;

/** The simulated PingOne as a process: its CPU time and memory are its own. */
export class SimulatorProcess extends SimulatorClient implements AsyncDisposable {
  private constructor(
    readonly process: ProgramProcess,
    /** `PINGONE_*` variables that point the service to it. */
    readonly settings: Settings,
  ) {
    super(settings['PINGONE_AUTH_URL'] ?? '');
  }

  /** @param folder for its log and its files */
  static async start(folder: string, behaviour: BehaviourChange): Promise<SimulatorProcess> {
    const behaviourFile = join(folder, 'behaviour.json');
    await writeFile(behaviourFile, JSON.stringify(behaviour));
    const process = new ProgramProcess({
      main: 'apps/pingone-simulator/src/main.js',
      args: ['--port', '0', '--users', '0', '--behaviour', behaviourFile, '--applications-dir', folder],
      logFile: join(folder, 'simulator.log'),
      processGroup: 'own',
      stopDeadlineMs: STOP_DEADLINE_MS,
    });
    const isReady = (): boolean => process.output.includes('PINGONE_APPLICATIONS_FILE=');
    try {
      await eventually('the simulator is ready', isReady, START_DEADLINE_MS, { signal: process.ended });
      return new SimulatorProcess(process, exportedVariables(process.output));
    } catch (error) {
      await process.kill();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.process[Symbol.asyncDispose]();
  }
}

/** It prints them for a shell. */
function exportedVariables(output: string): Settings {
  return Object.fromEntries(
    [...output.matchAll(/^export (\w+)='([^']*)'$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
