import type { Origin } from '../ledger/open-revocation.js';
import type { AuditProjection } from './audit-projection.js';

/** Where an event is that was not met among the records that were read. */
export type OriginState = 'ahead' | 'gone' | 'absent';

export function lookUpOrigin(
  { partitions, met }: AuditProjection,
  { topic, partition, offset, timestamp }: Origin,
): OriginState {
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
