import type { Log } from '#libs/observability';

const REPEAT_MS = 60_000;

/** One line when a problem comes, changes or goes, and once a minute while it stays: not one a second. */
export class ProblemLog {
  #problem: string | undefined;
  #loggedAt = -Infinity;

  constructor(
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get problem(): string | undefined {
    return this.#problem;
  }

  report(problem: string | undefined, level: 'warn' | 'error' = 'warn'): void {
    const isNews = problem !== this.#problem;
    if (!isNews && (problem === undefined || this.now() - this.#loggedAt < REPEAT_MS)) {
      return;
    }
    const gone = this.#problem ?? '';
    this.#problem = problem;
    this.#loggedAt = this.now();
    if (problem === undefined) {
      this.log.info({}, `Over: ${gone}`);
    } else {
      this.log[level]({}, problem);
    }
  }
}

/** A problem for each key (a partition, a kind of trouble), each with its own lines in the log. */
export class ProblemLogs {
  readonly #logs = new Map<string, ProblemLog>();

  constructor(
    private readonly log: Log,
    private readonly level: 'warn' | 'error',
  ) {}

  /** @param sentences by key; a key without a sentence has no problem any more */
  report(sentences: ReadonlyMap<string, string>): void {
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

  /** Of these keys nothing is known any more, and so nothing is said. */
  forget(isForgotten: (key: string) => boolean): void {
    [...this.#logs.keys()].filter(isForgotten).forEach((key) => this.#logs.delete(key));
  }

  sentenceOf(key: string): string | undefined {
    return this.#logs.get(key)?.problem;
  }

  /** The first one, and how many more there are. */
  get problem(): string | undefined {
    const [first, ...others] = [...this.#logs.values()].flatMap(({ problem }) => problem ?? []);
    return first !== undefined && others.length > 0
      ? `${first} (and ${others.length} more partitions: see the details)`
      : first;
  }
}

/**
 * A line for each kind of trouble: when it comes, once a minute while it stays, and
 * when it is over. The first sentence stays: whom it is about may change all the time.
 */
export class TroubleLog {
  readonly #logs: ProblemLogs;

  constructor(log: Log) {
    this.#logs = new ProblemLogs(log, 'warn');
  }

  report(troubles: readonly { readonly kind: string; readonly sentence: string }[]): void {
    this.#logs.report(
      new Map(troubles.map(({ kind, sentence }) => [kind, this.#logs.sentenceOf(kind) ?? sentence])),
    );
  }
}
