import type { Log } from '#libs/observability';

import { ProblemLog } from './problem-log.js';

/** A kind of trouble, and the sentence that says it now. */
export interface NamedTrouble {
  readonly kind: string;
  readonly sentence: string;
}

/**
 * A line for each kind of trouble: when it comes, once a minute while it stays, and
 * when it is over. Whom it is about may change all the time meanwhile: that is no news.
 */
export class TroubleLog {
  readonly #logs = new Map<string, ProblemLog>();

  constructor(private readonly log: Log) {}

  report(troubles: readonly NamedTrouble[]): void {
    for (const [kind, log] of this.#logs) {
      if (!troubles.some((trouble) => trouble.kind === kind)) {
        log.report(undefined);
        this.#logs.delete(kind);
      }
    }
    for (const { kind, sentence } of troubles) {
      const log = this.#logs.get(kind) ?? new ProblemLog(this.log);
      this.#logs.set(kind, log);
      log.report(log.problem ?? sentence);
    }
  }
}
