import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 50;

export interface UntilOptions {
  readonly deadlineMs: number;
  readonly intervalMs?: number;
}

/** Waits for a condition. @throws a sentence that names it, when the deadline has passed */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { deadlineMs, intervalMs = INTERVAL_MS }: UntilOptions,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Not within ${Math.round(deadlineMs / 1000)} s: ${what}`);
    }
    await pause(intervalMs);
  }
}
