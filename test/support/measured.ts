import { availableParallelism, loadavg } from 'node:os';

/** Processes that want to run for each core, over the last minute: 1 is a machine that is just busy. */
export function busyness(): number {
  const [lastMinute = 0] = loadavg();
  return lastMinute / availableParallelism();
}

/** Says what a test of the load suite measured, and how busy the machine was meanwhile. */
export function measured(what: string, figures: Readonly<Record<string, string | number>>): void {
  const told = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`);
  process.stderr.write(
    `Measured ${what}: ${told.join(', ')}; load average ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores.\n`,
  );
}
