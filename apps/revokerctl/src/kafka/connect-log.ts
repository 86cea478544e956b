import type { Log } from '#libs/observability';

/**
 * Keeps why a connection does not come about: the reason is worth a sentence once
 * waiting for it has ended, and not before.
 */
export class ConnectLog implements Log {
  #last: string | undefined;

  get lastWarning(): string | undefined {
    return this.#last;
  }

  debug(): void {
    // Of no use to who waits for a result.
  }

  info(): void {
    // The same.
  }

  warn(_: object, message: string): void {
    this.#last = message;
  }

  error(_: object, message: string): void {
    this.#last = message;
  }
}
