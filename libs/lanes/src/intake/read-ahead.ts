import type { LaneRecord } from '../ports/lane-record.js';
import type { LaneBackpressure } from './backpressure-limit.js';
import type { LaneSource } from '../positions/partition-position.js';
import type { RecordIntake } from './record-intake.js';

/** Offsets between where a lane reads and where it looks: the mass that an urgent event may stand behind. */
const MOST_AHEAD = 100_000n;

export interface ReadAheadOptions {
  /** Whether a record may be urgent, by a look at its bytes. Absent: none is. */
  readonly isUrgent: ((record: LaneRecord) => boolean) | undefined;
  readonly positions: { readonly sources: Iterable<LaneSource> };
  /** Where there is room for anything of a topic, it is read in its turn. */
  readonly backpressure: Pick<LaneBackpressure, 'has' | 'hasForUrgent'>;
  readonly intake: Pick<RecordIntake<unknown>, 'takeEarly'>;
}

/**
 * Looks for urgent events behind those that a full lane does not read yet. What
 * is not urgent is dropped, and fetched again in its turn: looking costs time of
 * the network, and no memory.
 */
export class ReadAhead {
  constructor(private readonly options: ReadAheadOptions) {}

  /** Those of the partitions to look on in, each at its position's `lookAt`. */
  *lookable(): Iterable<LaneSource> {
    const { isUrgent, positions, backpressure } = this.options;
    if (!isUrgent) {
      return;
    }
    for (const source of positions.sources) {
      const { topic, role, position } = source;
      const isFar = position.lookAt - position.next >= MOST_AHEAD;
      if (role === 'input' && !isFar && !backpressure.has(topic) && backpressure.hasForUrgent(topic)) {
        yield source;
      }
    }
  }

  /** A fetched chunk, `next` being the offset after it. Ends early where there is no room left for what is urgent. */
  async look({ topic, position }: LaneSource, records: readonly LaneRecord[], next: bigint): Promise<void> {
    for (const record of records) {
      if (record.offset < position.lookAt || !this.options.isUrgent?.(record)) {
        continue;
      }
      if (!this.options.backpressure.hasForUrgent(topic)) {
        position.looked(record.offset);
        return;
      }
      await this.options.intake.takeEarly(record, position);
    }
    position.looked(next);
  }
}
