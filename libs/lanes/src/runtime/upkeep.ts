import type { Log, Metrics } from '#libs/observability';

import type { Lane, LaneState } from '../lane/lane.js';

const STATES: readonly LaneState[] = ['starting', 'running', 'suspect', 'stopped'];

type Lanes<Entry> = readonly Lane<Entry>[];

/** What the lanes of this instance look like now, in numbers. */
export function measureLanes<Entry>(lanes: Lanes<Entry>, metrics: Metrics, now: number): void {
  for (const state of STATES) {
    metrics.lanes.set({ state }, lanes.filter((lane) => lane.state === state).length);
  }
  const memories = lanes.flatMap(({ running }) => (running ? [running.memory] : []));
  metrics.open.set(memories.reduce((sum, { openCount }) => sum + openCount, 0));
  const oldest = Math.min(now, ...memories.map(({ oldestOpenedAt }) => oldestOpenedAt ?? now));
  metrics.oldestOpenSeconds.set((now - oldest) / 1000);
}

/** Begins to read partitions that were added; a lane that cannot tries again at the next turn. */
export async function adoptGrown<Entry>(lanes: Lanes<Entry>, log: Log): Promise<void> {
  for (const { lane, running } of lanes) {
    try {
      await running?.adoptGrown();
    } catch (error) {
      log.warn(
        { lane, cause: error instanceof Error ? error.message : 'unknown' },
        'Partitions were added to an input, but Kafka does not say where they begin',
      );
    }
  }
}
