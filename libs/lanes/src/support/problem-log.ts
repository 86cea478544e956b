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
