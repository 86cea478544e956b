import { setTimeout as pause } from 'node:timers/promises';
import type { WriterMessage } from '#libs/kafka';
import type { Cell, Measured } from '../cell.js';
import type { BenchHouse, Room } from '../house/bench-house.js';
import { BenchedProcess } from '../house/child-process.js';
import { SimulatorProcess } from '../house/simulator.js';
import { until } from '../house/until.js';
import { assertCompleted, readOutcomes, spanOf } from '../measure/outcomes.js';
import { ProcessUsage } from '../measure/process-usage.js';
import { secondsOf } from '../measure/span.js';
import { publishAll } from '../workload/events.js';
import { JOB_DURATION_MS } from './oath-throughput.js';

const START_DEADLINE_MS = 60_000;

export interface Baseline {
  readonly name: string;
  readonly title: string;
  readonly latencyMs: number;
  /** kafkajs's `partitionsConsumedConcurrently`: 1 unless somebody sets it. */
  readonly partitionsAtATime: number;
  readonly topic: 'userDeprovisioned' | 'sessionTerminated';
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
    run: (house) => house.inRoom('baseline', (room) => runBaseline(house, room, options)),
  };
}

async function runBaseline(
  house: BenchHouse,
  { folder, topics, brokers }: Room,
  options: Baseline,
): Promise<Measured> {
  const { latencyMs, partitionsAtATime, seconds } = options;
  await using simulator = await SimulatorProcess.start(folder, { latencyMs, jobDurationMs: JOB_DURATION_MS });
  await publishAll(house.writer, topics[options.topic], await options.workload(simulator));
  await using service = new BenchedProcess({
    entry: 'bench/baseline/main.js',
    logFile: `${folder}/baseline.log`,
    env: {
      KAFKA_BROKERS: brokers.join(),
      KAFKA_GROUP_ID: topics.groupId,
      TOPIC_USER_DEPROVISIONED: topics.userDeprovisioned,
      TOPIC_SESSION_TERMINATED: topics.sessionTerminated,
      TOPIC_REVOCATION_COMPLETED: topics.completed,
      PARTITIONS_AT_A_TIME: String(partitionsAtATime),
      ...simulator.settings,
    },
  });
  using usage = new ProcessUsage(service.pid);
  const hasBegun = async (): Promise<boolean> => {
    service.assertRunning();
    return (await house.admin.offsets(topics.completed, 'latest')).some((offset) => offset > 0n);
  };
  await until('the baseline has published an outcome', hasBegun, { deadlineMs: START_DEADLINE_MS });
  await pause(seconds * 1000);
  const outcomes = await readOutcomes(house, topics.completed);
  assertCompleted(outcomes, outcomes.length);
  const span = spanOf(outcomes);
  await service.stop('SIGKILL');
  const thousands = outcomes.length / 1000;
  const figures = {
    'outcomes/s': outcomes.length / secondsOf(span),
    'service CPU s/1,000': usage.cpuSeconds(span) / thousands,
    'peak RSS MB': usage.peakRssMegabytes(span),
    'requests/outcome': (await simulator.traffic()).requests / outcomes.length,
  };
  return { figures };
}
