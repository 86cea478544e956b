import { unlessAborted } from '#libs/testbed';
import { openField, type Field, type FieldOptions } from '../field/field.js';
import { keepLogs } from './keep-logs.js';

export interface RunOptions extends FieldOptions {
  /** Directory for what instances and brokers print. */
  readonly logs?: string;
}

/**
 * Opens a field for a run and ends all of it afterwards. Where the run is given
 * up that is done at once, not when it next looks: it may wait a minute for a
 * broker to come back, and the one who pressed Ctrl-C does not.
 */
export async function onField<Report>(
  { logs, ...options }: RunOptions,
  run: (field: Field) => Promise<Report>,
): Promise<Report> {
  await using field = await openField(options);
  try {
    return await unlessAborted(run(field), options.signal);
  } finally {
    await keepLogs(field, logs);
  }
}
