import type { WriterMessage } from '#libs/kafka';
import type { EventTopic, Settings, SimulatorProcess } from '#libs/testbed';
import type { BenchTestbed, Run } from '../bench-testbed.js';
import { startPingOne, type PingOneConditions } from '../pingone-conditions.js';
import { assertCompleted, readOutcomes, spanOf, untilWritten, type Outcome } from '../measure/outcomes.js';
import { ProcessUsage } from '../measure/process-usage.js';
import type { Span } from '../measure/span.js';
import { publishAll } from '../workload/events.js';

const DEADLINE_MS = 300_000;
const STOP_DEADLINE_MS = 15_000;

export interface DrainPlan {
  readonly pingone: PingOneConditions;
  readonly settings: Settings;
  readonly topic: EventTopic;
  readonly workload: (simulator: SimulatorProcess) => Promise<readonly WriterMessage[]>;
  /** `waiting`: there before the service starts; `burst`: sent to one that runs and has nothing to do. */
  readonly events: 'waiting' | 'burst';
}

export interface Drained {
  readonly outcomes: readonly Outcome[];
  /** From the first event's receipt (of a burst: from its publishing) to the last outcome. */
  readonly span: Span;
  readonly simulator: SimulatorProcess;
  readonly service: ProcessUsage;
  readonly broker: ProcessUsage;
  readonly pingone: ProcessUsage;
}

/** Has the service answer a number of events, stops it, and hands over what was seen of it. */
export function drain<T>(
  bench: BenchTestbed,
  cell: string,
  plan: DrainPlan,
  measure: (drained: Drained) => T | Promise<T>,
): Promise<T> {
  return bench.run(cell, (run) => drainIn(bench, run, plan, measure));
}

async function drainIn<T>(
  bench: BenchTestbed,
  run: Run,
  plan: DrainPlan,
  measure: (drained: Drained) => T | Promise<T>,
): Promise<T> {
  await using simulator = await startPingOne(run.folder, plan.pingone);
  const { topics } = run;
  const messages = await plan.workload(simulator);
  const publish = (): Promise<void> => publishAll(bench.writer, topics[plan.topic], messages);

  if (plan.events === 'waiting') {
    await publish();
  }
  await using service = await bench.spawnService(run, { ...simulator.settings, ...plan.settings });
  using usage = new ProcessUsage(service.pid);
  using broker = new ProcessUsage(bench.brokerPid);
  using pingone = new ProcessUsage(simulator.process.pid);
  await service.untilReady();
  const readyAt = Date.now();
  if (plan.events === 'burst') {
    await publish();
  }
  const count = messages.length;
  await untilWritten(bench.admin, topics.completed, { count, deadlineMs: DEADLINE_MS });
  const outcomes = await readOutcomes(bench, topics.completed);
  assertCompleted(outcomes, count);
  await service.stop(STOP_DEADLINE_MS);
  const span = spanOf(outcomes);
  // Awaited here: what it asks is gone as soon as this function returns.
  return await measure({
    outcomes,
    span: plan.events === 'burst' ? { from: readyAt, to: span.to } : span,
    simulator,
    service: usage,
    broker,
    pingone,
  });
}
