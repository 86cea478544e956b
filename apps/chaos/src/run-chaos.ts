import type { ChaosOptions } from './chaos-options.js';
import { inspect } from './check/inspect.js';
import { faultsOf } from './faults/catalogue.js';
import { summarise, type ChaosReport } from './report/summary.js';
import { clocked } from './run/clocked.js';
import { onTestbed } from './run/on-testbed.js';
import { strain } from './run/strain.js';

/** One run: opens the testbed, strains it, ends all instances in order, and states what the topics say. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  return onTestbed(options, async (testbed) => {
    const { processes, faults, witness, signal } = options;
    const tell = clocked(options.tell);
    tell(`${processes} instances are ready`);
    const strained = await strain(testbed, options, tell);
    const ends = await testbed.fleet.terminate();
    tell(`${strained.end}; reading all topics`);
    const excused = faultsOf(faults).flatMap(({ excuses = [] }) => excuses);
    const inspection = await inspect(testbed, strained.items, {
      excused,
      signal,
      ...(witness && { witness }),
    });
    return summarise({ options, ...strained, ...inspection, instances: testbed.fleet.all, ends });
  });
}
