import { constants } from 'node:os';
import { errorFields, type Log } from '#libs/observability';
import { EXIT_FATAL, EXIT_SHUTDOWN_DEADLINE } from './exit-codes.js';

export interface ShutdownOptions {
  /** Ends all work in good order and lets go of everything. Called once. */
  readonly close: () => Promise<void>;
  /** Milliseconds that `close` may take. */
  readonly deadlineMs: number;
  readonly log: Log;
}

/** Not SIGHUP: a handler for it would undo what nohup is for. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** npm passes on the SIGINT that the terminal has sent to the whole group already: one Ctrl-C arrives twice. */
const SAME_KEYPRESS_MS = 500;

/**
 * The end of the process, in two phases: the first signal asks for an orderly
 * end within the deadline, a second one ends it at once. Nothing is lost either
 * way (promise P2); an orderly end only spares the others a session timeout.
 */
export class Shutdown {
  readonly #options: ShutdownOptions;
  #begun = false;
  #signalledAt: number | undefined;

  private constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  /** To be called once in a process, before there is anything to close. */
  static install(options: ShutdownOptions): Shutdown {
    const shutdown = new Shutdown(options);
    for (const signal of SIGNALS) {
      process.on(signal, () => shutdown.#signalled(signal));
    }
    process.on('uncaughtException', (error) => shutdown.#crash(error));
    process.stderr.on('error', ignoreBrokenPipe);
    return shutdown;
  }

  /** Begins an orderly end for a reason of our own; the first reason counts. Does not wait for it. */
  begin(reason: string, exitCode: number): void {
    if (!this.#begun) {
      this.#begun = true;
      void this.#close(reason, exitCode);
    }
  }

  #signalled(signal: (typeof SIGNALS)[number]): void {
    const now = performance.now();
    if (this.#signalledAt === undefined) {
      this.#signalledAt = now;
      this.begin(`Received ${signal}.`, 0);
    } else if (now - this.#signalledAt >= SAME_KEYPRESS_MS) {
      this.#options.log.warn({ signal }, 'A second signal ends the process at once.');
      process.exit(128 + constants.signals[signal]);
    }
  }

  async #close(reason: string, exitCode: number): Promise<void> {
    const { close, deadlineMs, log } = this.#options;
    log.info({ deadlineMs }, `${reason} Shutting down.`);
    setTimeout(() => {
      log.error({ deadlineMs }, 'The shutdown took longer than its deadline: the process ends now.');
      process.exit(EXIT_SHUTDOWN_DEADLINE);
    }, deadlineMs);
    try {
      await close();
    } catch (error) {
      log.error(errorFields(error), 'The shutdown failed.');
      process.exit(exitCode || EXIT_FATAL);
    }
    log.info({}, 'Shut down.');
    process.exit(exitCode);
  }

  /**
   * A bug, in an unknown state: whatever it would still do may be wrong, and a
   * crash is what everything is built to survive. Node would print all
   * properties of the error, an Authorization header among them (promise P6).
   */
  #crash(error: unknown): void {
    this.#options.log.error(errorFields(error), 'An unexpected error ends the process.');
    process.exit(EXIT_FATAL);
  }
}

/** The reader of our output is gone: no reason to leave work half done. Standard output is up to the log. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}
