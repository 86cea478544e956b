import { describeError } from '#libs/async';
import type { Log, Metrics } from '#libs/observability';

import type { Lane, LaneState } from '../lane/lane.js';

const STATES: readonly LaneState[] = ['starting', 'running', 'suspect', 'stopped'];

type Lanes<Entry> = readonly Lane<Entry>[];

/** How many lanes are in which state. */
export function measureLanes<Entry>(lanes: Lanes<Entry>, metrics: Metrics): void {
  for (const state of STATES) {
    metrics.lanes.set({ state }, lanes.filter((lane) => lane.state === state).length);
  }
}

/** Begins to read partitions that were added; a lane that cannot tries again at the next turn. */
export async function expandPartitions<Entry>(lanes: Lanes<Entry>, log: Log): Promise<void> {
  for (const { lane, session } of lanes) {
    try {
      await session?.parts.expansion.adopt();
    } catch (error) {
      log.warn(
        { lane, cause: describeError(error) },
        'Partitions were added to an input, but Kafka does not say where they begin',
      );
    }
  }
}
