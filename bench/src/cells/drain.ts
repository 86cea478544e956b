import type { WriterMessage } from '#libs/kafka';
import type { Cell } from '../cell.js';
import type { BenchHouse, Room } from '../house/bench-house.js';
import { RevokerProcess } from '../house/service.js';
import { SimulatorProcess, type PingOneConditions } from '../house/simulator.js';
import { assertCompleted, readOutcomes, spanOf, untilWritten, type Outcome } from '../measure/outcomes.js';
import { ProcessUsage } from '../measure/process-usage.js';
import type { Span } from '../measure/span.js';
import { publishAll } from '../workload/events.js';

const DEADLINE_MS = 300_000;

export interface DrainPlan {
  readonly pingone: PingOneConditions;
  readonly settings: Readonly<Record<string, string>>;
  readonly topic: 'userDeprovisioned' | 'sessionTerminated';
  readonly workload: (simulator: SimulatorProcess) => Promise<readonly WriterMessage[]>;
  /** `waiting`: there before the service starts; `burst`: sent to one that runs and has nothing to do. */
  readonly events: 'waiting' | 'burst';
  readonly nodeArgs?: readonly string[];
}

/** The work of another cell, done once more to look inside. */
export interface ProfiledDrain {
  readonly name: string;
  readonly title: string;
  readonly conditions: Cell['conditions'];
  readonly plan: DrainPlan;
}

export interface Drained {
  readonly outcomes: readonly Outcome[];
  /** From the first event's receipt (of a burst: from its publishing) to the last outcome. */
  readonly span: Span;
  /** When the process of the service was started, epoch milliseconds. */
  readonly spawnedAt: number;
  readonly simulator: SimulatorProcess;
  readonly service: ProcessUsage;
  readonly broker: ProcessUsage;
  readonly pingone: ProcessUsage;
}

/** Has the service answer a number of events, stops it, and hands over what was seen of it. */
export async function drain<T>(
  house: BenchHouse,
  room: Room,
  plan: DrainPlan,
  measure: (drained: Drained) => T | Promise<T>,
): Promise<T> {
  await using simulator = await SimulatorProcess.start(room.folder, plan.pingone);
  const { topics } = room;
  const messages = await plan.workload(simulator);
  const settings = { ...simulator.settings, ...plan.settings };
  const service = { ...room, settings, nodeArgs: plan.nodeArgs ?? [] };
  const publish = (): Promise<void> => publishAll(house.writer, topics[plan.topic], messages);

  if (plan.events === 'waiting') {
    await publish();
  }
  await using revoker = await RevokerProcess.spawn(service);
  const spawnedAt = Date.now();
  using usage = new ProcessUsage(revoker.process.pid);
  using broker = new ProcessUsage(house.brokerPid);
  using pingone = new ProcessUsage(simulator.process.pid);
  await revoker.untilReady();
  const readyAt = Date.now();
  if (plan.events === 'burst') {
    await publish();
  }
  const count = messages.length;
  await untilWritten(house.admin, topics.completed, { count, deadlineMs: DEADLINE_MS });
  const outcomes = await readOutcomes(house, topics.completed);
  assertCompleted(outcomes, count);
  await revoker.process.stop();
  const span = spanOf(outcomes);
  // Awaited here: what it asks is gone as soon as this function returns.
  return await measure({
    outcomes,
    spawnedAt,
    span: plan.events === 'burst' ? { from: readyAt, to: span.to } : span,
    simulator,
    service: usage,
    broker,
    pingone,
  });
}
