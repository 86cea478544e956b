import type { Log } from '#libs/observability';

import { ProblemLog } from '../support/problem-log.js';

/** A problem of each partition, each with its own lines in the log. */
export class PlaceProblems {
  readonly #logs = new Map<string, ProblemLog>();

  constructor(
    private readonly log: Log,
    private readonly level: 'warn' | 'error',
  ) {}

  /**
   * @param sentences by partition
   * @param watched partitions that are still ours: of the others nothing is known, and nothing is said
   */
  report(sentences: ReadonlyMap<string, string>, watched: ReadonlySet<string>): void {
    for (const key of this.#logs.keys()) {
      if (!watched.has(key)) {
        this.#logs.delete(key);
      }
    }
    for (const key of new Set([...this.#logs.keys(), ...sentences.keys()])) {
      const log = this.#logs.get(key) ?? new ProblemLog(this.log);
      log.report(sentences.get(key), this.level);
      if (sentences.has(key)) {
        this.#logs.set(key, log);
      } else {
        this.#logs.delete(key);
      }
    }
  }

  /** The first one, and how many more there are. */
  get problem(): string | undefined {
    const [first, ...others] = [...this.#logs.values()].flatMap(({ problem }) => problem ?? []);
    return first !== undefined && others.length > 0
      ? `${first} (and ${others.length} more partitions: see the details)`
      : first;
  }
}
