import type { ServiceCounts } from '../stream/service-metrics.js';
import { lineOf, type Cell } from './cells.js';
import type { Paint } from './colours.js';
import { duration } from './durations.js';
import { exposureOf, type Tally } from './tally.js';

/**
 * The line under the rows.
 *
 * @param counts what the service says of itself; absent while it does not answer
 */
export function statusOf(
  tally: Tally,
  counts: ServiceCounts | undefined,
  columns: number,
  paint: Paint,
): string {
  const { outcomes, deadLetters } = tally;
  const exposure = exposureOf(tally);
  const cells: readonly Cell[] = [
    { text: `published ${tally.published}`, style: 'strong' },
    { text: `completed ${outcomes.completed}`, style: 'good' },
    { text: `partial ${outcomes.partial}`, style: 'warn' },
    { text: `failed ${outcomes.failed}`, style: 'bad' },
    { text: `dead letters ${deadLetters}` },
    { text: `ignored ${counts?.ignored ?? '?'}` },
    { text: `open ${counts?.open ?? '?'}` },
    {
      text: exposure
        ? `exposure p50 ${duration(exposure.p50Ms)} max ${duration(exposure.maxMs)}`
        : 'exposure –',
      style: 'strong',
    },
  ];
  return lineOf(cells, columns, paint);
}
