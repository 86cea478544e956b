import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 100;

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

/** Asks until it holds. @returns whether it did before the deadline; rejects only with the signal's reason. */
export async function holds(
  condition: () => boolean | Promise<boolean>,
  { signal, deadlineMs }: WaitOptions,
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    signal.throwIfAborted();
    if (await condition()) {
      return true;
    }
    if (performance.now() >= end) {
      return false;
    }
    await pause(INTERVAL_MS, signal);
  }
}

/** Rejects with the signal's own reason, not with the AbortError that Node wraps it in. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
