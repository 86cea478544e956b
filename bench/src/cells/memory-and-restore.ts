import { pause } from '#libs/async';
import type { Cell, Measured, Target } from '../cell.js';
import type { BenchTestbed, Run } from '../bench-testbed.js';
import { startPingOne } from '../pingone-conditions.js';
import { eventually, type ServiceProcess, type Settings, type SimulatorProcess } from '#libs/testbed';
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
    run: (bench) => bench.run('memory', (run) => fillAndRestore(bench, run, options)),
  };
}

async function fillAndRestore(
  bench: BenchTestbed,
  run: Run,
  { open, remembered, settings: own }: MemoryAndRestore,
): Promise<Measured> {
  await using simulator = await startPingOne(run.folder, { latencyMs: 10, jobDurationMs: 300 });
  await simulator.behave({ rules: [{ name: 'stuck', effect: { kind: 'job', fate: 'stuck' } }] });
  const settings = {
    ...simulator.settings,
    PINGONE_REQUESTS_PER_SECOND: '200',
    PINGONE_REQUESTS_IN_FLIGHT: '50',
    // Keys do not spread evenly over the lanes.
    MAX_OPEN_PER_LANE: String(open),
    ...own,
  };
  const filled = await fill(bench, run, settings, simulator, { open, remembered });

  await using restored = await bench.startService(run, settings);
  using usage = new ProcessUsage(restored.pid);
  await untilOpen(restored, open);
  const restore = restoreOf(restored.output);
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
  bench: BenchTestbed,
  run: Run,
  settings: Settings,
  simulator: SimulatorProcess,
  { open, remembered }: Pick<MemoryAndRestore, 'open' | 'remembered'>,
): Promise<{ readonly rssMegabytes: number; readonly peakMegabytes: number }> {
  await using service = await bench.startService(run, settings);
  using usage = new ProcessUsage(service.pid);
  const from = Date.now();
  const topic = run.topics.userDeprovisioned;
  for (let sent = 0; sent < remembered; sent += PART) {
    await publishAll(bench.writer, topic, refusedEvents(Math.min(PART, remembered - sent)));
  }
  const areAnswered = async (): Promise<boolean> =>
    (await service.metric('revocation_outcomes_total')) >= remembered;
  await eventually('all are remembered', areAnswered, FILL_DEADLINE_MS, { intervalMs: LOOK_EVERY_MS });
  await publishAll(bench.writer, topic, await leavers(simulator, open));
  await untilOpen(service, open);
  await pause(SETTLE_MS);
  const span = { from, to: Date.now() };
  const figures = { rssMegabytes: usage.lastRssMegabytes(), peakMegabytes: usage.peakRssMegabytes(span) };
  await service.kill();
  return figures;
}

async function untilOpen(service: ServiceProcess, open: number): Promise<void> {
  const areOpen = async (): Promise<boolean> => (await service.metric('revocation_open')) >= open;
  await eventually(`${open} are open`, areOpen, FILL_DEADLINE_MS, { intervalMs: LOOK_EVERY_MS });
}
