import { setTimeout as pause } from 'node:timers/promises';
import type { Cell, Measured, Target } from '../cell.js';
import type { BenchHouse, Room } from '../house/bench-house.js';
import { RevokerProcess, type ServiceOptions } from '../house/service.js';
import { SimulatorProcess } from '../house/simulator.js';
import { until } from '../house/until.js';
import { ProcessUsage } from '../measure/process-usage.js';
import { restoreOf } from '../measure/restore.js';
import { publishAll } from '../workload/events.js';
import { leavers } from '../workload/leavers.js';
import { refusedEvents } from '../workload/refused.js';

const FILL_DEADLINE_MS = 900_000;
const LOOK_EVERY_MS = 1_000;
/** Events are made and sent in parts, so that the benchmark itself stays small. */
const PART = 50_000;
const SETTLE_MS = 20_000;

export interface MemoryAndRestore {
  readonly open: number;
  readonly remembered: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly targets: readonly Target[];
}

/** How much memory open and remembered revocations take, and how fast a process has them back that was killed. */
export function memoryAndRestore(options: MemoryAndRestore): Cell {
  const { open, remembered, settings, targets } = options;
  return {
    name: 'memory-and-restore',
    title: 'Open revocations whose jobs do not end, remembered ones, and their restore after kill -9',
    conditions: { open, remembered, idsPerJob: 100, ...settings },
    targets,
    mostRuns: 1,
    run: (house) => house.inRoom('memory', (room) => fillAndRestore(house, room, options)),
  };
}

async function fillAndRestore(
  house: BenchHouse,
  room: Room,
  { open, remembered, settings: own }: MemoryAndRestore,
): Promise<Measured> {
  await using simulator = await SimulatorProcess.start(room.folder, { latencyMs: 10, jobDurationMs: 300 });
  await simulator.behave({ rules: [{ name: 'stuck', effect: { kind: 'job', fate: 'stuck' } }] });
  const settings = {
    ...simulator.settings,
    PINGONE_REQUESTS_PER_SECOND: '200',
    PINGONE_REQUESTS_IN_FLIGHT: '50',
    // Keys do not spread evenly over the lanes.
    MAX_OPEN_PER_LANE: String(open),
    ...own,
  };
  const options: ServiceOptions = { ...room, settings };
  const filled = await fill(house, options, simulator, { open, remembered });

  await using restored = await RevokerProcess.start(options);
  using usage = new ProcessUsage(restored.process.pid);
  await untilOpen(restored, open);
  const restore = restoreOf(restored.process.output());
  await pause(SETTLE_MS);
  return {
    figures: {
      'RSS MB': filled.rssMegabytes,
      'peak RSS MB': filled.peakMegabytes,
      'RSS MB after restore': usage.lastRssMegabytes(),
      'restored records': restore.records,
      'restore s': restore.seconds,
      'restored records/s': restore.records / restore.seconds,
    },
  };
}

/** Ends the process by SIGKILL: what comes after has only the ledger. */
async function fill(
  house: BenchHouse,
  options: ServiceOptions,
  simulator: SimulatorProcess,
  { open, remembered }: Pick<MemoryAndRestore, 'open' | 'remembered'>,
): Promise<{ readonly rssMegabytes: number; readonly peakMegabytes: number }> {
  await using service = await RevokerProcess.start(options);
  using usage = new ProcessUsage(service.process.pid);
  const from = Date.now();
  const topic = options.topics.userDeprovisioned;
  for (let sent = 0; sent < remembered; sent += PART) {
    await publishAll(house.writer, topic, refusedEvents(Math.min(PART, remembered - sent)));
  }
  const areAnswered = async (): Promise<boolean> =>
    (await service.metric('revocation_outcomes_total')) >= remembered;
  await until('all are remembered', areAnswered, { deadlineMs: FILL_DEADLINE_MS, intervalMs: LOOK_EVERY_MS });
  await publishAll(house.writer, topic, await leavers(simulator, open));
  await untilOpen(service, open);
  await pause(SETTLE_MS);
  const span = { from, to: Date.now() };
  const figures = { rssMegabytes: usage.lastRssMegabytes(), peakMegabytes: usage.peakRssMegabytes(span) };
  await service.process.stop('SIGKILL');
  return figures;
}

async function untilOpen(service: RevokerProcess, open: number): Promise<void> {
  const areOpen = async (): Promise<boolean> => (await service.metric('revocation_open')) >= open;
  await until(`${open} are open`, areOpen, { deadlineMs: FILL_DEADLINE_MS, intervalMs: LOOK_EVERY_MS });
}
