import type { AuditBook } from './audit-book.js';
import type { Origin } from './work-table.js';

/** Where an event is that was not met among the records that were read. */
export type Whereabouts = 'ahead' | 'gone' | 'absent';

export function whereaboutsOf(
  { partitions, met }: AuditBook,
  { topic, partition, offset, timestamp }: Origin,
): Whereabouts {
  const key = `${topic}/${partition}`;
  const known = partitions.get(key);
  if (!known) {
    return 'absent';
  }
  if (known.position === undefined || offset >= known.position) {
    return 'ahead';
  }
  const firstTimestamp = met.get(key)?.firstTimestamp ?? 0;
  // Earlier than the first record that is there: it was read from a topic that has been created anew since.
  return offset < known.earliest || timestamp < firstTimestamp ? 'gone' : 'absent';
}
