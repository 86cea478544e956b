import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 10;

/**
 * Waits for a condition instead of a time.
 *
 * @param what said when the deadline passes; a function where it is known only then
 */
export async function eventually(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 120_000,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`Never came true: ${typeof what === 'string' ? what : what()}`);
    }
    await pause(INTERVAL_MS);
  }
}
