import type { Cell, Target } from '../cell.js';
import { guests } from '../workload/guests.js';
import { leavers, namedLeavers } from '../workload/leavers.js';
import { baseline, type Baseline } from './baseline.js';
import { burst } from './burst.js';
import { idleCpu } from './idle-cpu.js';
import { idleLatency } from './idle-latency.js';
import { memoryAndRestore } from './memory-and-restore.js';
import { oathThroughput, type OathThroughput } from './oath-throughput.js';
import { refusals } from './refusals.js';
import { tokenThroughput, type TokenThroughput } from './token-throughput.js';

const LATENCIES_MS = [10, 50, 100];
const IDS_PER_JOB = [10, 100, 1_000];
/** Enough for it to be busy all the time. */
const EVENTS_OF_A_BASELINE = 5_000;
const SECONDS_OF_A_BASELINE = 15;

const atLeast = (metric: string, value: number): Target => ({ metric, rule: 'at least', value });
const atMost = (metric: string, value: number): Target => ({ metric, rule: 'at most', value });

/** The one cell that throughput is aimed at. */
const MAIN = { latencyMs: 100, idsPerJob: 100 };
const MAIN_TARGETS = [
  atLeast('outcomes/s', 5_300),
  atMost('service CPU s/1,000', 0.2),
  atMost('peak RSS MB', 300),
  atMost('requests/job', 2.5),
];

/**
 * V8 lets a heap grow to four times of what it found alive, unless it is told of a
 * limit: then to two fifths more. And malloc gives large blocks back at once.
 */
const SMALL_HEAP = {
  NODE_OPTIONS: '--max-old-space-size=512 --max-semi-space-size=16',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** All cells. `scale` makes every number of events smaller. */
export function catalogue(scale: number): readonly Cell[] {
  const events = (full: number): number => Math.ceil(full * scale);
  const oath = (latencyMs: number, idsPerJob: number): OathThroughput => ({
    latencyMs,
    idsPerJob,
    events: events(idsPerJob === 10 ? 20_000 : 120_000),
    requestsInFlight: 50,
    targets: latencyMs === MAIN.latencyMs && idsPerJob === MAIN.idsPerJob ? MAIN_TARGETS : [],
  });
  const main = oath(MAIN.latencyMs, MAIN.idsPerJob);
  const basic: TokenThroughput = {
    method: 'CLIENT_SECRET_BASIC',
    latencyMs: 100,
    events: events(10_000),
    requestsInFlight: 300,
    targets: [atLeast('outcomes/s', 1_000), atMost('service CPU s/1,000', 0.8)],
  };
  return [
    ...baselines(),
    ...LATENCIES_MS.flatMap((latencyMs) => IDS_PER_JOB.map((ids) => oathThroughput(oath(latencyMs, ids)))),
    oathThroughput({
      ...main,
      variant: { name: 'small-heap', settings: { ...SMALL_HEAP, MAX_OPEN_PER_LANE: '1000' } },
      targets: MAIN_TARGETS,
    }),
    tokenThroughput(basic),
    tokenThroughput({ ...basic, method: 'PRIVATE_KEY_JWT', events: events(5_000), targets: [] }),
    burst({
      name: 'burst-10000',
      title: 'A burst of 10,000 events under 35 requests/s, ids in the events',
      events: events(10_000),
      workload: leavers,
      targets: [atLeast('outcomes/s', 500), atMost('answers of 429', 5)],
    }),
    burst({
      name: 'burst-500',
      title: 'A burst of 500 events under 35 requests/s, ids in the events',
      events: 500,
      workload: leavers,
      targets: [atMost('drained within s', 3), atMost('answers of 429', 5)],
    }),
    burst({
      name: 'burst-500-lookups',
      title:
        'A burst of 500 events under 35 requests/s that name the person only: devices and tokens are looked up',
      events: 500,
      workload: namedLeavers,
      targets: [atMost('answers of 429', 5)],
    }),
    burst({
      name: 'burst-500-lookups-index',
      title: 'The same with OATH_TOKEN_INDEX: only the devices are looked up',
      events: 500,
      workload: namedLeavers,
      oathTokenIndex: 'kept',
      targets: [atMost('answers of 429', 5)],
    }),
    refusals({
      name: 'refusals-none',
      title: 'A burst of /as/revoke under 50 requests/s, nothing is refused',
      events: events(3_000),
      requestsPerSecond: 50,
      pingone: {},
    }),
    refusals({
      name: 'refusals-random',
      title: 'The same while 3 % are answered with 429 at random',
      events: events(3_000),
      requestsPerSecond: 50,
      pingone: { refusedShare: 0.03 },
      baseline: 'refusals-none',
      targets: [atLeast('outcomes/s', 0.8 * 50), atMost('% refused', 5)],
    }),
    refusals({
      name: 'refusals-none-38',
      title: 'The same under 38 requests/s, nothing is refused',
      events: events(3_000),
      requestsPerSecond: 38,
      pingone: {},
    }),
    refusals({
      name: 'refusals-rival',
      title: 'The same under 60 requests/s while another client leaves 38 of them',
      events: events(3_000),
      requestsPerSecond: 60,
      pingone: { requestsPerSecond: 60, rivalPerSecond: 22 },
      baseline: 'refusals-none-38',
      targets: [atLeast('outcomes/s', 0.85 * 38), atMost('% refused', 5)],
    }),
    idleLatency({ events: events(200), targets: [atMost('p50 ms', 40), atMost('p99 ms', 100)] }),
    idleCpu({ seconds: 30, targets: [atMost('% of a core', 2)] }),
    memoryAndRestore({
      open: events(100_000),
      remembered: events(1_000_000),
      settings: SMALL_HEAP,
      targets: [atMost('RSS MB', 512), atLeast('restored records/s', 50_000)],
    }),
  ];
}

function baselines(): readonly Cell[] {
  const usual: Pick<Baseline, 'partitionsAtATime' | 'topic' | 'workload' | 'seconds'> = {
    partitionsAtATime: 1,
    topic: 'userDeprovisioned',
    workload: (simulator) => leavers(simulator, EVENTS_OF_A_BASELINE),
    seconds: SECONDS_OF_A_BASELINE,
  };
  return [
    ...LATENCIES_MS.map((latencyMs) =>
      baseline({
        ...usual,
        name: `baseline-oath-${latencyMs}ms`,
        title: `Baseline: Nest ServerKafka and got, OATH jobs, PingOne answers in ${latencyMs} ms`,
        latencyMs,
      }),
    ),
    baseline({
      ...usual,
      name: 'baseline-oath-100ms-8-partitions',
      title: 'Baseline with partitionsConsumedConcurrently of 8, PingOne answers in 100 ms',
      latencyMs: 100,
      partitionsAtATime: 8,
    }),
    baseline({
      ...usual,
      name: 'baseline-revoke-100ms',
      title: 'Baseline: Nest ServerKafka and got, /as/revoke, PingOne answers in 100 ms',
      latencyMs: 100,
      topic: 'sessionTerminated',
      workload: (simulator) => guests(simulator, EVENTS_OF_A_BASELINE, 'CLIENT_SECRET_BASIC'),
    }),
  ];
}
