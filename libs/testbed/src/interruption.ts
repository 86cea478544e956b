import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A person, or the system, has asked the program to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** As shells have it: 128 and the number of the signal. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`Interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

export interface Interruption extends Disposable {
  /** Aborted with `Interrupted` by the first signal. */
  readonly signal: AbortSignal;
}

/** @param again called at each further signal: npm passes on the one that the terminal has sent to everything already */
export function onInterruption(again: (interrupted: Interrupted) => void = () => undefined): Interruption {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      again(controller.signal.reason as Interrupted);
    } else {
      controller.abort(new Interrupted(signal));
    }
  };
  // Without a reader (`npm run sandbox | head`) there is nothing to go on for.
  const pipeClosed = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' && !controller.signal.aborted) {
      interrupt('SIGPIPE');
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
