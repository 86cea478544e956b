import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 45_000;
/** For what lasts only a moment. */
const OFTEN_MS = 5;
const SELDOM_MS = 100;

interface Waiting {
  readonly signal: AbortSignal;
  readonly withinMs?: number;
  /** How long between two looks. */
  readonly everyMs?: number;
}

/** Waits until there is what a fault needs; throws where that never comes. */
export async function opportunity<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  { signal, withinMs = PATIENCE_MS, everyMs = OFTEN_MS }: Waiting,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`There was no opportunity: ${what}`);
    }
    await pause(everyMs, undefined, { signal });
  }
}

/** Waits for what a fault must cause; undefined where it does not come. */
export async function consequence<T>(
  look: () => T | undefined | Promise<T | undefined>,
  waiting: Waiting & { readonly withinMs: number },
): Promise<T | undefined> {
  return opportunity('', look, { everyMs: SELDOM_MS, ...waiting }).catch(() => undefined);
}
