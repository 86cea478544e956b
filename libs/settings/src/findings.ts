/** What is wrong with one setting: its name and the rule it breaks, never its value (promise P6). */
export interface Problem {
  readonly name: string;
  /** Completes the sentence that starts with the name. */
  readonly rule: string;
}

/** Collects everything there is to say about the settings, so that a bad start says it all at once. */
export class Findings {
  readonly #problems: Problem[] = [];
  readonly #warnings: Problem[] = [];

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get warnings(): readonly Problem[] {
    return this.#warnings;
  }

  /** The first problem of a setting is the one to mend first; further ones would only follow from it. */
  problem(name: string, rule: string): void {
    if (this.isSound(name)) {
      this.#problems.push({ name, rule });
    }
  }

  warning(name: string, rule: string): void {
    this.#warnings.push({ name, rule });
  }

  /** Whether none of these settings has a problem: what compares settings asks this first. */
  isSound(...names: readonly string[]): boolean {
    return !this.#problems.some((problem) => names.includes(problem.name));
  }
}
