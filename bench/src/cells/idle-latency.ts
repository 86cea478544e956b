import { pause } from '#libs/async';
import type { RevocationCompleted } from '#libs/contracts';
import { openReader, type WriterMessage } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { Cell, Measured, Target } from '../cell.js';
import type { BenchTestbed, Run } from '../bench-testbed.js';
import { startPingOne } from '../pingone-conditions.js';
import { eventually } from '#libs/testbed';
import { quantile } from '../measure/statistics.js';
import { leavers } from '../workload/leavers.js';
import { JOB_DURATION_MS } from './oath-throughput.js';

const LATENCY_MS = 50;
/** Between two events, so that each finds nothing to do before it. */
const SPACING_MS = 150;
const JITTER_MS = 100;
/** The service learns how long jobs take, and warms up. */
const REHEARSALS = 20;
const ANSWER_WITHIN_MS = 20_000;

/** One event at a time: how long from its publishing to its outcome, beyond what PingOne itself took. */
export function idleLatency({
  events,
  targets,
}: {
  readonly events: number;
  readonly targets: readonly Target[];
}): Cell {
  return {
    name: 'idle-latency',
    title: 'One event on an idle system: from event to outcome, beyond PingOne’s own answers and poll times',
    conditions: { events, latencyMs: LATENCY_MS, jobDurationMs: JOB_DURATION_MS },
    targets,
    mostRuns: 1,
    run: (bench) => bench.run('idle', (run) => measureLatency(bench, run, events)),
  };
}

async function measureLatency(bench: BenchTestbed, run: Run, events: number): Promise<Measured> {
  const { folder, topics } = run;
  await using simulator = await startPingOne(folder, {
    latencyMs: LATENCY_MS,
    jobDurationMs: JOB_DURATION_MS,
  });
  const messages = await leavers(simulator, events + REHEARSALS);
  await using _service = await bench.startService(run, simulator.settings);
  const arrivals = new Map<string, Arrival>();
  const reading = new AbortController();
  const reader = readArrivals(bench, topics.completed, arrivals, reading.signal);
  const beyond: number[] = [];
  for (const message of messages) {
    const publishedAt = Date.now();
    await bench.writer.send(topics.userDeprovisioned, [message]);
    const id = idOf(message);
    await eventually('an outcome', () => arrivals.has(id), ANSWER_WITHIN_MS, { intervalMs: 5 });
    beyond.push(beyondPingOne(publishedAt, arrivals.get(id)));
    await pause(SPACING_MS + Math.random() * JITTER_MS);
  }
  reading.abort();
  await reader;
  const counted = beyond.slice(REHEARSALS);
  const at = (q: number): number => quantile(counted, q);
  return { figures: { 'p50 ms': at(0.5), 'p90 ms': at(0.9), 'p99 ms': at(0.99), 'max ms': at(1) } };
}

interface Arrival {
  readonly outcome: RevocationCompleted;
  readonly seenAt: number;
}

async function readArrivals(
  { kafka }: BenchTestbed,
  topic: string,
  arrivals: Map<string, Arrival>,
  signal: AbortSignal,
): Promise<void> {
  const options = { topics: [topic], from: 'earliest', signal, log: silentLog } as const;
  for await (const { value } of openReader(kafka, options)) {
    const outcome = JSON.parse(value?.toString('utf8') ?? 'null') as RevocationCompleted;
    arrivals.set(outcome.eventId, { outcome, seenAt: Date.now() });
  }
}

/** PingOne's own time is from the first request's start to the last one's answer: an item of evidence tells when a request was sent. */
function beyondPingOne(publishedAt: number, arrival: Arrival | undefined): number {
  const sent = (arrival?.outcome.evidence ?? []).map(({ at }) => Date.parse(at));
  const own = Math.max(...sent) - Math.min(...sent) + LATENCY_MS;
  return (arrival?.seenAt ?? NaN) - publishedAt - own;
}

const idOf = ({ headers }: WriterMessage): string => String(headers?.['ce_id']);
