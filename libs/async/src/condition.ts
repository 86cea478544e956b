/** Lets one loop wait for a condition that others make true; they ring after every change that may matter. */
export class Bell {
  #check: (() => void) | undefined;

  ring(): void {
    this.#check?.();
  }

  /** Resolves once `condition` holds at a ring (or already), or after `ms`. One waiter at a time. */
  until(condition: () => boolean, ms?: number): Promise<void> {
    if (condition()) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#check = undefined;
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(done, ms);
      this.#check = () => {
        if (condition()) {
          done();
        }
      };
    });
  }
}
