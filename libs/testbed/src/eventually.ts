import { pause } from '#libs/async';

const DEADLINE_MS = 300_000;
const INTERVAL_MS = 10;

/** A condition did not come true in time. The message says which, for a person. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for a condition instead of a time.
 *
 * @param what the condition, for the error; a function where it is known only at the deadline
 * @throws DeadlineError after the deadline; the signal's reason once it is aborted
 */
export async function eventually(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
  { intervalMs = INTERVAL_MS, signal }: { readonly intervalMs?: number; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  signal?.throwIfAborted();
  while (!(await holds())) {
    if (performance.now() > deadline) {
      const seconds = Math.round(deadlineMs / 1000);
      throw new DeadlineError(
        `Never came true within ${seconds} s: ${typeof what === 'string' ? what : what()}`,
      );
    }
    await pause(intervalMs, signal);
    signal?.throwIfAborted();
  }
}
