import { abortable } from '#libs/async';
import { startChaosTestbed, type ChaosTestbed, type ChaosTestbedOptions } from '../testbed/chaos-testbed.js';
import { keepLogs } from './keep-logs.js';

export interface RunOptions extends ChaosTestbedOptions {
  /** Directory for what instances and brokers print. */
  readonly logs?: string;
}

/**
 * Starts a testbed for a run and ends all of it afterwards. Where the run is given
 * up that is done at once, not when it next looks: it may wait a minute for a
 * broker to come back, and the one who pressed Ctrl-C does not.
 */
export async function onTestbed<Report>(
  { logs, ...options }: RunOptions,
  run: (testbed: ChaosTestbed) => Promise<Report>,
): Promise<Report> {
  await using testbed = await startChaosTestbed(options);
  try {
    return await abortable(run(testbed), options.signal);
  } finally {
    await keepLogs(testbed, logs);
  }
}
