import { InterruptedError } from './sandbox.errors.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
}

/** @param atOnce the second signal: what has to be done without waiting for anything */
export function onInterruption(atOnce: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      atOnce();
      return;
    }
    controller.abort(new InterruptedError('Interrupted'));
  };
  // A reader that is gone (`npm run sandbox | head`) is nobody to go on for.
  const pipeClosed = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' && !controller.signal.aborted) {
      interrupt();
    }
  };
  SIGNALS.forEach((name) => process.on(name, interrupt));
  process.stdout.on('error', pipeClosed);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      SIGNALS.forEach((name) => process.off(name, interrupt));
      process.stdout.off('error', pipeClosed);
    },
  };
}
