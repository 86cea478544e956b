import type { LedgerChange } from '#libs/lanes';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { LaneView } from './lane-view.js';

/**
 * All lanes of a ledger, as they are now.
 *
 * @param onChange sees everything that the lanes see, after them
 * @throws CliError where there is no ledger
 */
export async function readLanes(
  kafka: KafkaAccess,
  ledger: string,
  terminal: Terminal,
  onChange: (change: LedgerChange) => void = () => undefined,
): Promise<readonly LaneView[]> {
  if (!(await kafka.has(ledger))) {
    throw new CliError(
      EXIT.notFound,
      `There is no ledger (topic ${ledger}): no service has run with these settings yet.`,
    );
  }
  const ranges = await kafka.ends(ledger);
  const lanes = ranges.map(({ partition, from, until }) => new LaneView(partition, until, from));
  const size = ranges.reduce((sum, { from, until }) => sum + Number(until - from), 0);
  using progress = terminal.progress('Ledger', size);
  for await (const change of kafka.ledger(ranges)) {
    lanes[change.lane]?.apply(change);
    onChange(change);
    progress.add(1);
  }
  return lanes;
}
