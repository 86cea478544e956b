import { pause } from '#libs/async';
import type { Cell, Target } from '../cell.js';
import { startPingOne } from '../pingone-conditions.js';
import { ProcessUsage } from '../measure/process-usage.js';
import { secondsOf } from '../measure/span.js';

/** The start is over, and what it left is collected. */
const SETTLE_MS = 5_000;

/** What the service costs while there is nothing to do. */
export function idleCpu({
  seconds,
  targets,
}: {
  readonly seconds: number;
  readonly targets: readonly Target[];
}): Cell {
  return {
    name: 'idle-cpu',
    title: 'Nothing to do: 8 lanes, all held by one process',
    conditions: { seconds, lanes: 8 },
    targets,
    run: (bench) =>
      bench.run('idle', async (run) => {
        await using simulator = await startPingOne(run.folder, { latencyMs: 0, jobDurationMs: 0 });
        await using service = await bench.startService(run, simulator.settings);
        using usage = new ProcessUsage(service.pid);
        await pause(SETTLE_MS);
        const from = Date.now();
        await pause(seconds * 1000);
        const span = { from, to: Date.now() };
        return {
          figures: {
            '% of a core': (100 * usage.cpuSeconds(span)) / secondsOf(span),
            'RSS MB': usage.lastRssMegabytes(),
          },
        };
      }),
  };
}
