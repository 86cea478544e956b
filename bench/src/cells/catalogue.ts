import type { Cell } from '../cell.js';
import { leavers } from '../workload/leavers.js';
import { baseline } from './baseline.js';
import { oathThroughput } from './oath-throughput.js';
import { stageProfile } from './stage-profile.js';

const LATENCIES_MS = [10, 50, 100];
const EVENTS_OF_A_BASELINE = 20_000;

/** All cells. `scale` makes every number of events smaller. */
export function catalogue(scale: number): readonly Cell[] {
  const events = (full: number): number => Math.ceil(full * scale);
  const throughput = LATENCIES_MS.flatMap((latencyMs) =>
    [10, 100, 1_000].map((idsPerJob) =>
      oathThroughput({
        latencyMs,
        idsPerJob,
        events: events(idsPerJob === 10 ? 20_000 : 60_000),
        requestsInFlight: 50,
      }),
    ),
  );
  const baselines = LATENCIES_MS.map((latencyMs) =>
    baseline({
      name: `baseline-oath-${latencyMs}ms`,
      title: `Baseline: Nest ServerKafka and got, OATH jobs, PingOne answers in ${latencyMs} ms`,
      latencyMs,
      partitionsAtATime: 1,
      topic: 'userDeprovisioned',
      workload: (simulator) => leavers(simulator, EVENTS_OF_A_BASELINE),
      seconds: 15,
    }),
  );
  const profile = stageProfile({
    latencyMs: 100,
    idsPerJob: 100,
    events: events(60_000),
    requestsInFlight: 50,
  });
  return [...baselines, ...throughput, profile];
}
