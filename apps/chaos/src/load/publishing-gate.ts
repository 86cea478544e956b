/** Keeps publishers out while a fault has to know exactly what is in a topic. */
export class PublishingGate {
  #sending = 0;
  #closings: Promise<void>[] = [];
  #onIdle: (() => void) | undefined;
  /** How often it was closed: what a writer knows of topics may be old by then. */
  timesClosed = 0;
  /** How often a topic got another number of partitions: a key is in another one since, and so in another lane. */
  timesKeysMoved = 0;

  /** Waits until it is open. */
  async pass<T>(send: () => Promise<T>): Promise<T> {
    while (this.#closings.length > 0) {
      await this.#closings.at(-1);
    }
    this.#sending += 1;
    try {
      return await send();
    } finally {
      this.#sending -= 1;
      if (this.#sending === 0) {
        this.#onIdle?.();
      }
    }
  }

  /** Resolves when nothing is on its way; open it by what is returned. */
  async close(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closings.push(promise);
    this.timesClosed += 1;
    if (this.#sending > 0) {
      await new Promise<void>((idle) => {
        this.#onIdle = idle;
      });
    }
    return () => {
      this.#closings = this.#closings.filter((closing) => closing !== promise);
      resolve();
    };
  }
}
