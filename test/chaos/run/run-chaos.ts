import type { ChaosOptions } from '../chaos-options.js';
import { inspect } from '../check/inspect.js';
import { faultsOf } from '../faults/catalogue.js';
import { openField } from '../field/field.js';
import { keepLogs } from '../report/keep-logs.js';
import { summarise, type ChaosReport } from '../report/summary.js';
import { strain } from './strain.js';

/** One run: opens the field, strains it, ends all instances in order, and states what the topics say. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { logs, witness } = options;
  let startedAt = Date.now();
  const tell = (line: string): void => {
    options.tell(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  };
  await using field = await openField(options);
  tell(`${options.processes} instances are ready`);
  startedAt = Date.now();
  try {
    const strained = await strain(field, options, tell);
    const ends = await field.fleet.terminate();
    tell(`${strained.end}; reading all topics`);
    const excused = faultsOf(options.faults).flatMap(({ excuses = [] }) => excuses);
    const inspection = await inspect(field, strained.items, { excused, ...(witness && { witness }) });
    return summarise({ options, ...strained, ...inspection, instances: field.fleet.all, ends });
  } finally {
    await keepLogs(field, logs);
  }
}
