/**
 * - `ready`: what is not in the index did not exist at its last refresh;
 * - `refused`: PingOne does not list its tokens, so there is nothing to look up in;
 * - `off`: nobody asked for an index.
 */
export type IndexState = 'ready' | 'refused' | 'off';

/**
 * Those who wait for the first reading of an environment's tokens. They are as
 * many as there are events of a backlog, so they share one promise, and whoever
 * has lost his lane meanwhile hears of it at its end: a listener at the signal
 * for each of them would cost minutes (an EventTarget walks all it has at each
 * addition).
 */
export class FirstSnapshot {
  #state: Exclude<IndexState, 'off'> | undefined;
  #waiting = 0;
  #wake: () => void = () => undefined;
  readonly #told = new Promise<void>((resolve) => (this.#wake = resolve));

  get isWaitedFor(): boolean {
    return this.#waiting > 0;
  }

  /** Once it is ready it stays so: a refresh that fails takes nothing away. */
  tell(state: 'ready' | 'refused'): void {
    if (this.#state !== 'ready') {
      this.#state = state;
    }
    this.#wake();
  }

  /** Rejects only with the signal's reason. */
  async wait(signal: AbortSignal): Promise<'ready' | 'refused'> {
    this.#waiting += 1;
    await this.#told;
    this.#waiting -= 1;
    signal.throwIfAborted();
    return this.#state ?? 'refused';
  }
}
