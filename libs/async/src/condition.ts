/** A condition variable for one waiter: others notify it after every change that may matter. */
export class Condition {
  #check: (() => void) | undefined;

  notify(): void {
    this.#check?.();
  }

  /** Resolves once `condition` holds at a notification (or already), or after `ms`. One waiter at a time. */
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
