/** Everything that is to happen later, so that nothing does after the end. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();

  after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      run();
    }, ms);
    this.#pending.add(timer);
  }

  /** What waits for one of these waits for ever: its connection is gone as well. */
  close(): void {
    this.#pending.forEach((timer) => clearTimeout(timer));
    this.#pending.clear();
  }
}
