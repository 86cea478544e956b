import { pause } from '#libs/async';
import type { WriterMessage } from '#libs/kafka';
import type { Cell, Measured } from '../cell.js';
import type { BenchTestbed, Run } from '../bench-testbed.js';
import { startPingOne } from '../pingone-conditions.js';
import { eventually, ProgramProcess, type EventTopic, type SimulatorProcess } from '#libs/testbed';
import { assertCompleted, readOutcomes, spanOf } from '../measure/outcomes.js';
import { ProcessUsage } from '../measure/process-usage.js';
import { secondsOf } from '../measure/span.js';
import { publishAll } from '../workload/events.js';
import { JOB_DURATION_MS } from './oath-throughput.js';

const START_DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 50;

export interface Baseline {
  readonly name: string;
  readonly title: string;
  readonly latencyMs: number;
  /** kafkajs's `partitionsConsumedConcurrently`: 1 unless it is set. */
  readonly partitionsAtATime: number;
  readonly topic: EventTopic;
  readonly workload: (simulator: SimulatorProcess) => Promise<readonly WriterMessage[]>;
  /** It is so slow that the time is given, not the number of events. */
  readonly seconds: number;
}

/** Stock Nest `ServerKafka` and got, in `bench/baseline/`. */
export function baseline(options: Baseline): Cell {
  const { name, title, latencyMs, partitionsAtATime, seconds } = options;
  return {
    name,
    title,
    conditions: { latencyMs, jobDurationMs: JOB_DURATION_MS, partitionsAtATime, seconds },
    run: (bench) => bench.run('baseline', (run) => runBaseline(bench, run, options)),
  };
}

async function runBaseline(
  bench: BenchTestbed,
  { folder, groupId, topics, brokers }: Run,
  options: Baseline,
): Promise<Measured> {
  const { latencyMs, partitionsAtATime, seconds } = options;
  await using simulator = await startPingOne(folder, { latencyMs, jobDurationMs: JOB_DURATION_MS });
  await publishAll(bench.writer, topics[options.topic], await options.workload(simulator));
  await using service = new ProgramProcess({
    main: 'bench/baseline/main.js',
    logFile: `${folder}/baseline.log`,
    processGroup: 'own',
    environment: {
      KAFKA_BROKERS: brokers.join(),
      KAFKA_GROUP_ID: groupId,
      TOPIC_USER_DEPROVISIONED: topics.userDeprovisioned,
      TOPIC_SESSION_TERMINATED: topics.sessionTerminated,
      TOPIC_REVOCATION_COMPLETED: topics.completed,
      PARTITIONS_AT_A_TIME: String(partitionsAtATime),
      ...simulator.settings,
    },
  });
  using usage = new ProcessUsage(service.pid);
  const hasBegun = async (): Promise<boolean> =>
    (await bench.admin.offsets(topics.completed, 'latest')).some((offset) => offset > 0n);
  await eventually('the baseline has published an outcome', hasBegun, START_DEADLINE_MS, {
    intervalMs: LOOK_EVERY_MS,
    signal: service.ended,
  });
  await pause(seconds * 1000);
  const outcomes = await readOutcomes(bench, topics.completed);
  assertCompleted(outcomes, outcomes.length);
  const span = spanOf(outcomes);
  await service.kill();
  const thousands = outcomes.length / 1000;
  const figures = {
    'outcomes/s': outcomes.length / secondsOf(span),
    'service CPU s/1,000': usage.cpuSeconds(span) / thousands,
    'peak RSS MB': usage.peakRssMegabytes(span),
    'requests/outcome': (await simulator.traffic()).requests / outcomes.length,
  };
  return { figures };
}
