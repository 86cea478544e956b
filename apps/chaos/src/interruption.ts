import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Killing and removing takes a second; whatever hangs then is ended by its own guard when we are gone. */
const ENDS_WITHIN_MS = 30_000;

/** Somebody has ended the run before its time. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** As shells have it. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`Interrupted by ${signal}: the run is given up, and everything that it started is ended.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Aborted with `Interrupted` by the first signal. Further ones are ignored: npm
 * passes on the one that the terminal has sent to everybody already, and an
 * instance that is frozen has to be killed before we are gone, it cannot see that.
 */
export function onInterruption(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!interruption.signal.aborted) {
        const interrupted = new Interrupted(signal);
        setTimeout(() => process.exit(interrupted.exitCode), ENDS_WITHIN_MS).unref();
        // What is given up half-way fails as it likes: that it was interrupted is how it ends.
        process.on('uncaughtException', () => undefined);
        console.error(interrupted.message);
        interruption.abort(interrupted);
      }
    });
  }
  return interruption.signal;
}
